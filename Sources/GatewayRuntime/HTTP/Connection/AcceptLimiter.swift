import NIOCore

/// Accepts connections up to a number; further ones wait in the system's queue until one has closed.
final class AcceptLimiter: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never

    private let maximum: Int
    private var open = 0
    private var isWaiting = false

    init(maximum: Int) {
        self.maximum = maximum
    }

    func read(context: ChannelHandlerContext) {
        if open < maximum { context.read() } else { isWaiting = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        open += 1
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            let (limiter, context) = bound.value
            limiter.closed(context)
        }
        context.fireChannelRead(data)
    }

    private func closed(_ context: ChannelHandlerContext) {
        open -= 1
        guard isWaiting, open < maximum else { return }
        isWaiting = false
        context.read()
    }
}
