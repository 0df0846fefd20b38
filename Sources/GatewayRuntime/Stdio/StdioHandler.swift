import ModelContextProtocol
import NIOCore

/// Takes lines from the client and writes what its session answers.
///
/// A client that does not read is not read from: then what waits for it is bounded by its requests under way.
final class StdioHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes that may wait for the client before its own messages do.
    static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 1 << 20, high: 4 << 20)
    /// How long the last answers may take to be read by a client that has closed its end.
    private static let farewell: TimeAmount = .seconds(1)

    private let session: ClientSession
    private var framer = LineFramer()
    private var isReadHeld = false

    init(_ session: ClientSession) {
        self.session = session
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let dropped = framer.droppedLines
        framer.append(unwrapInboundIn(data))
        let channel = context.channel
        let related: @Sendable (ByteBuffer) -> Void = { message in
            // Progress is worth less than the memory of a client that does not read.
            if channel.isWritable { channel.writeAndFlush(message, promise: nil) }
        }
        let reply: @Sendable (ByteBuffer?) -> Void = { reply in
            if let reply { channel.writeAndFlush(reply, promise: nil) }
        }
        while let line = framer.next() { session.receive(line, related: related, reply: reply) }
        if framer.droppedLines > dropped {
            let refusal = Message.error(.invalidRequest, "the message is too long", id: nil)
            channel.writeAndFlush(refusal, promise: nil)
        }
    }

    func read(context: ChannelHandlerContext) {
        if context.channel.isWritable { context.read() } else { isReadHeld = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if isReadHeld, context.channel.isWritable {
            isReadHeld = false
            context.read()
        }
        context.fireChannelWritabilityChanged()
    }

    /// The client closed its end: what is answered already is written, and nothing else is waited for.
    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            let channel = context.channel
            let written = context.eventLoop.makePromise(of: Void.self)
            written.futureResult.whenComplete { _ in channel.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
            context.eventLoop.scheduleTask(in: Self.farewell) { channel.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
