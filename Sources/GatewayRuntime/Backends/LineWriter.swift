import NIOCore

/// Ends each message with a line feed, and writes once per turn of the event loop, however many messages it brought.
///
/// Short messages are joined: a copy costs less than a write of its own. An empty buffer is no message, but its promise
/// tells that all before it is written.
final class LineWriter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Up to here messages are joined.
    private static let longestCopy = 4096
    /// What is joined at most.
    private static let largestWrite = 1 << 16

    private let lineFeed = ByteBuffer(string: "\n")
    /// Messages that are joined and not yet handed on.
    private var joined = ByteBuffer()
    /// What the last turn wrote: the next one is likely to need as much room.
    private var lastSize = 0
    private var isScheduled = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let message = unwrapOutboundIn(data)
        guard promise == nil, message.readableBytes > 0, message.readableBytes < Self.longestCopy else {
            handOn(context)
            return write(message, context, promise)
        }
        join(message)
        if joined.readableBytes >= Self.largestWrite { handOn(context) }
    }

    private func write(_ message: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard message.readableBytes > 0 else { return context.write(wrapOutboundOut(message), promise: promise) }
        context.write(wrapOutboundOut(message), promise: nil)
        context.write(wrapOutboundOut(lineFeed), promise: promise)
    }

    private func join(_ message: ByteBuffer) {
        if joined.readableBytes == 0 {
            joined = message
        } else {
            if joined.writableBytes <= message.readableBytes {
                joined.reserveCapacity(max(lastSize, 2 * joined.readableBytes + message.readableBytes))
            }
            joined.writeImmutableBuffer(message)
        }
        joined.writeInteger(UInt8(ascii: "\n"))
    }

    private func handOn(_ context: ChannelHandlerContext) {
        guard joined.readableBytes > 0 else { return }
        lastSize = joined.readableBytes
        context.write(wrapOutboundOut(joined), promise: nil)
        joined = ByteBuffer()
    }

    func flush(context: ChannelHandlerContext) {
        guard !isScheduled else { return }
        isScheduled = true
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.execute {
            let (writer, context) = bound.value
            writer.isScheduled = false
            writer.handOn(context)
            context.flush()
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        handOn(context)
        context.flush()
        context.close(mode: mode, promise: promise)
    }
}
