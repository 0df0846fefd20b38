import DequeModule
import NIOCore

/// Messages on their way to one reader, in order and bounded: when a slow reader lets them pile up, the oldest go.
struct EventQueue: Sendable {
    enum Event: Sendable {
        case message(ByteBuffer, EventID?)
        /// Nothing comes after it; nil if the stream ends without a reply.
        case reply(ByteBuffer?, EventID?)
    }

    /// Events with their bytes counted.
    private struct Counted: Sendable {
        var messages: Deque<ByteBuffer> = []
        var bytes = 0

        func exceeds(_ maximumCount: Int, _ maximumBytes: Int) -> Bool {
            messages.count > maximumCount || bytes > maximumBytes
        }

        mutating func append(_ message: ByteBuffer) {
            messages.append(message)
            bytes += message.readableBytes
        }

        mutating func prepend(_ message: ByteBuffer) {
            messages.prepend(message)
            bytes += message.readableBytes
        }

        mutating func popFirst() -> ByteBuffer? {
            guard let message = messages.popFirst() else { return nil }
            bytes -= message.readableBytes
            return message
        }

        mutating func popLast() -> ByteBuffer? {
            guard let message = messages.popLast() else { return nil }
            bytes -= message.readableBytes
            return message
        }
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    /// The stream that events are numbered in, and kept for a reader that loses them; nil if nobody can come back.
    let stream: EventID.Stream?
    private var waiting = Counted()
    private var taken = Counted()
    private var reply: ByteBuffer??
    /// How many messages were taken or dropped so far: the number of the newest of them.
    private var passed = 0
    /// True once the reader has said that it has the reply.
    private var isReplyKnown = false
    private(set) var droppedMessages = 0

    init(maximumCount: Int, maximumBytes: Int, stream: EventID.Stream? = nil) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
        self.stream = stream
    }

    /// Bytes that are kept only for a reader that comes back.
    var takenBytes: Int { taken.bytes }

    var hasReply: Bool { reply != nil }

    /// Adds a message, unless the reply is here already.
    mutating func append(_ message: ByteBuffer) {
        guard reply == nil else { return }
        waiting.append(message)
        while waiting.messages.count > 1, waiting.exceeds(maximumCount, maximumBytes) {
            _ = waiting.popFirst()
            passed += 1
            droppedMessages += 1
        }
    }

    /// Adds the reply; the first one counts.
    mutating func finish(with reply: ByteBuffer?) {
        self.reply = self.reply ?? .some(reply)
    }

    /// Takes the next event; nil if there is none yet, and the reply ever again once it was reached.
    mutating func next() -> Event? {
        guard let message = waiting.popFirst() else {
            return reply.map { .reply(isReplyKnown ? nil : $0, id(passed + 1)) }
        }
        passed += 1
        keep(message)
        return .message(message, id(passed))
    }

    private func id(_ number: Int) -> EventID? { stream.map { EventID(stream: $0, number: number) } }

    private mutating func keep(_ message: ByteBuffer) {
        guard stream != nil else { return }
        taken.append(message)
        while taken.exceeds(maximumCount, maximumBytes) { _ = taken.popFirst() }
    }

    /// Goes back to behind an event that the reader says it has: what followed is taken again, as far as it is kept.
    mutating func rewind(to number: Int) {
        isReplyKnown = reply != nil && waiting.messages.isEmpty && number > passed
        while passed > number, let message = taken.popLast() {
            waiting.prepend(message)
            passed -= 1
        }
    }
}
