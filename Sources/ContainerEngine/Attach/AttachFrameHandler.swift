import NIOCore

/// Turns the bytes of an attached stream into ``AttachFrame`` values; what is written passes through unchanged.
final class AttachFrameHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = AttachFrame

    private var parser = AttachFrameParser()
    private let doing: String

    init(doing: String) {
        self.doing = doing
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = unwrapInboundIn(data)
        do {
            while let frame = try parser.next(in: &buffer) {
                context.fireChannelRead(wrapInboundOut(frame))
            }
        } catch {
            let header = error.header.map { String($0, radix: 16) }.joined(separator: " ")
            let message = "its output is no stream of frames (header \(header))"
            context.fireErrorCaught(EngineError(code: .protocolViolation, doing: doing, message: message, cause: error))
            context.close(promise: nil)
        }
    }
}
