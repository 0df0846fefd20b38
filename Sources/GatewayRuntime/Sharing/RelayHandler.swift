import ModelContextProtocol
import NIOCore

/// One end of a pair of channels on one event loop: the messages that one reads the other writes, and a side that
/// cannot write keeps the other from reading.
///
/// While it has no partner nothing is read, unless something is waited for first.
final class RelayHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Whom a channel leads to.
    enum Side: Sendable {
        /// Whose end is the gateway's to be told.
        case client
        /// Whose end is not the client's.
        case gateway
    }

    private let side: Side
    private var partner: RelayHandler?
    private var context: ChannelHandlerContext?
    private var framer: LineFramer
    private var isReadHeld = false
    /// True once there is nothing more to read.
    private(set) var isInputClosed = false
    private struct Greeting {
        /// Takes each message; true for the last one.
        let isLast: (ByteBuffer) -> Bool
        let completion: () -> Void
    }

    /// Looks at each message that was read; false keeps it from the partner.
    private let look: (ByteBuffer) -> Bool
    /// What comes before there is a partner.
    private var greeting: Greeting?

    /// - Parameters:
    ///   - side: Whom the channel leads to.
    ///   - limit: Bytes of one message; longer ones are dropped.
    ///   - look: Is shown each message that was read, and says whether it goes on to the partner.
    init(_ side: Side, limit: Int, look: @escaping (ByteBuffer) -> Bool) {
        self.side = side
        framer = LineFramer(limit: limit)
        self.look = look
    }

    /// Reads without a partner until a message is the last that was waited for.
    func listen(until isLast: @escaping (ByteBuffer) -> Bool, completion: @escaping () -> Void) {
        greeting = Greeting(isLast: isLast, completion: completion)
        resume()
    }

    /// From now on the two are partners.
    func join(_ partner: RelayHandler) {
        (self.partner, partner.partner) = (partner, self)
        carry()
        partner.carry()
        if isInputClosed { tellEnd() }
        resume()
        partner.resume()
    }

    /// Both have no partner any more.
    func part() {
        partner?.partner = nil
        partner = nil
    }

    /// Writes messages of nobody's.
    func write(_ messages: [ByteBuffer]) {
        for message in messages { context?.writeAndFlush(NIOAny(message), promise: nil) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        part()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let dropped = framer.droppedLines
        framer.append(unwrapInboundIn(data))
        carry()
        guard framer.droppedLines > dropped else { return }
        write([Message.error(.invalidRequest, "the message is too long", id: nil)])
    }

    /// What was read waits where there is no partner.
    private func carry() {
        while let greeting, let message = framer.next() {
            guard greeting.isLast(message) else { continue }
            self.greeting = nil
            greeting.completion()
        }
        while let partner, let message = framer.next() {
            if look(message) { partner.write([message]) }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !isInputClosed { context.channel.read() }
    }

    func read(context: ChannelHandlerContext) {
        if mayRead { context.read() } else { isReadHeld = true }
    }

    private var mayRead: Bool { greeting != nil || partner?.context?.channel.isWritable == true }

    private func resume() {
        guard isReadHeld, mayRead else { return }
        isReadHeld = false
        context?.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        partner?.resume()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { endInput() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        endInput()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func endInput() {
        guard !isInputClosed else { return }
        isInputClosed = true
        tellEnd()
    }

    private func tellEnd() {
        switch side {
        case .client: partner?.context?.close(mode: .output, promise: nil)
        case .gateway: context?.close(promise: nil)
        }
    }
}
