import NIOCore

/// Ends each message with a line feed, and flushes once per turn of the event loop, however many messages it brought.
///
/// An empty buffer is no message, but its promise tells that all before it is written.
final class LineWriter: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Up to here a copy with the line feed is cheaper than a second write.
    private static let copyLimit = 4096

    private let lineFeed = ByteBuffer(string: "\n")
    private var isScheduled = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var message = unwrapOutboundIn(data)
        if message.readableBytes == 0 {
            context.write(data, promise: promise)
        } else if message.readableBytes < Self.copyLimit {
            message.writeInteger(UInt8(ascii: "\n"))
            context.write(wrapOutboundOut(message), promise: promise)
        } else {
            context.write(wrapOutboundOut(message), promise: nil)
            context.write(wrapOutboundOut(lineFeed), promise: promise)
        }
    }

    func flush(context: ChannelHandlerContext) {
        guard !isScheduled else { return }
        isScheduled = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (writer, context) = bound.value
            writer.isScheduled = false
            context.flush()
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        context.flush()
        context.close(mode: mode, promise: promise)
    }
}
