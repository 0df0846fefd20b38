import ContainerEngine
import ModelContextProtocol
import NIOCore

/// The end of an attached channel's pipeline: frames become lines, lines go to the connection.
final class BackendHandler: ChannelInboundHandler {
    typealias InboundIn = AttachFrame

    private let connection: BackendConnection
    private let closed: @Sendable () -> Void
    private var framer = LineFramer()
    private var sweep: RepeatedTask?

    init(connection: BackendConnection, closed: @escaping @Sendable () -> Void) {
        self.connection = connection
        self.closed = closed
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let second = TimeAmount.seconds(1)
        sweep = context.eventLoop.scheduleRepeatedTask(initialDelay: second, delay: second) { [connection] _ in
            connection.expire()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.stream {
        case .stderr: connection.standardError.append(frame.bytes)
        case .stdout:
            framer.append(frame.bytes)
            while let line = framer.next() { connection.receive(line) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        sweep?.cancel()
        closed()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

/// Flushes once per turn of the event loop, however many messages were written in it.
final class FlushCoalescer: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer

    private var isScheduled = false

    func flush(context: ChannelHandlerContext) {
        guard !isScheduled else { return }
        isScheduled = true
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute {
            handler.value.isScheduled = false
            context.value.flush()
        }
    }
}
