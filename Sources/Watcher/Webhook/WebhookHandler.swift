import NIOCore
import NIOHTTP1

/// One request of one connection: its body is collected up to a bound, answered, and the connection closed.
final class WebhookHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case idle
        case reading(HTTPRequestHead, [UInt8])
        case answered
    }

    private let gate: WebhookGate
    private var state = State.idle

    init(_ gate: WebhookGate) {
        self.gate = gate
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), state) {
        case (.head(let head), .idle): begin(head, context)
        case (.body(var part), .reading(let head, let body)):
            guard body.count + part.readableBytes <= WebhookGate.largestBody else { return answer(.tooLarge, context) }
            state = .reading(head, body + (part.readBytes(length: part.readableBytes) ?? []))
        case (.end, .reading(let head, let body)):
            answer(gate.answer(header: { Self.value(of: $0, in: head) }, body: body), context)
        case (.head, _), (.body, _), (.end, _): return
        }
    }

    /// A request that is no HTTP, or a connection that broke: there is nobody to answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let length = head.headers.first(name: "content-length").flatMap { Int($0) }
        if let early = gate.answer(method: head.method.rawValue, path: head.uri, length: length) {
            return answer(early, context)
        }
        if head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) {
            let proceed = HTTPResponseHead(version: head.version, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
        }
        state = .reading(head, [])
    }

    private static func value(of name: String, in head: HTTPRequestHead) -> String? {
        let values = head.headers[name]
        return values.count == 1 ? values[0] : nil
    }

    private func answer(_ answer: WebhookGate.Answer, _ context: ChannelHandlerContext) {
        state = .answered
        var headers = HTTPHeaders([("content-length", "0"), ("connection", "close")])
        if answer == .wrongMethod { headers.add(name: "allow", value: "POST") }
        if answer == .tooMany { headers.add(name: "retry-after", value: "1") }
        let status = HTTPResponseStatus(statusCode: answer.rawValue)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in channel.close(promise: nil) }
    }
}
