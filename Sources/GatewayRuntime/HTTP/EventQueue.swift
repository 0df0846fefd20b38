import DequeModule
import NIOCore

/// Messages on their way to one reader, in order and bounded: when a slow reader lets them pile up, the oldest go.
struct EventQueue: Sendable {
    enum Event: Sendable {
        case message(ByteBuffer)
        /// Nothing comes after it; nil if the stream ends without a reply.
        case reply(ByteBuffer?)
        /// Nothing has happened for a while.
        case keepAlive
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    private var messages: Deque<ByteBuffer> = []
    private var bytes = 0
    private var reply: ByteBuffer??
    private(set) var droppedMessages = 0

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    /// Adds a message, unless the reply is here already.
    mutating func append(_ message: ByteBuffer) {
        guard reply == nil else { return }
        messages.append(message)
        bytes += message.readableBytes
        while messages.count > 1, messages.count > maximumCount || bytes > maximumBytes {
            bytes -= messages.removeFirst().readableBytes
            droppedMessages += 1
        }
    }

    /// Adds the reply; the first one counts.
    mutating func finish(with reply: ByteBuffer?) {
        self.reply = self.reply ?? .some(reply)
    }

    /// Takes the next event; nil if there is none yet, and the reply ever again once it was reached.
    mutating func next() -> Event? {
        guard let message = messages.popFirst() else { return reply.map(Event.reply) }
        bytes -= message.readableBytes
        return .message(message)
    }
}
