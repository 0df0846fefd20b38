import ContainerEngine
import ModelContextProtocol
import NIOCore

/// Messages to a server in a container that speaks HTTP: they go by HTTP, while what the container prints, and its end,
/// come from its attached streams.
struct ContainerLink: ServerLink {
    let http: any ServerLink
    let streams: any Channel

    var eventLoop: any EventLoop { http.eventLoop }
    var isActive: Bool { http.isActive && streams.isActive }
    var isWritable: Bool { http.isWritable }

    func write(_ message: ByteBuffer) {
        http.write(message)
    }

    var hasHeaders: Bool { http.hasHeaders }

    func note(_ parameters: [String: HeaderParameters]) {
        http.note(parameters)
    }

    func close() {
        http.close()
        streams.close(promise: nil)
    }
}

/// Keeps the end of what a container prints, and tells of its end.
final class ContainerOutput: ChannelInboundHandler, Sendable {
    typealias InboundIn = AttachFrame

    let tail: StandardErrorTail
    private let voice: ServerVoice?
    private let ended: @Sendable () -> Void

    init(_ tail: StandardErrorTail, _ voice: ServerVoice?, ended: @escaping @Sendable () -> Void) {
        self.tail = tail
        self.voice = voice
        self.ended = ended
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Nothing on standard output is a message: servers log there, too.
        let bytes = unwrapInboundIn(data).bytes
        tail.append(bytes)
        voice?.standardError(bytes)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
