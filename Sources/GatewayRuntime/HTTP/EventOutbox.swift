import NIOCore
import Synchronization

/// Where whoever answers a client leaves messages, from any thread, and where the client's one stream takes them.
final class EventOutbox: Sendable {
    private struct State {
        var queue: EventQueue
        /// Tells the reader that there is something, and whether nothing more comes.
        var wake: (@Sendable (_ isOver: Bool) -> Void)?
    }

    private let state: Mutex<State>

    /// Makes an outbox whose events are numbered in a stream; nil if no client can come back for what it missed.
    init(limits: HTTPServerLimits, stream: EventID.Stream? = nil) {
        let queue = EventQueue(
            maximumCount: limits.pendingMessages,
            maximumBytes: limits.pendingBytes,
            stream: stream
        )
        state = Mutex(State(queue: queue))
    }

    /// How many messages were dropped because the reader was too slow.
    var droppedMessages: Int { state.withLock { $0.queue.droppedMessages } }

    /// The stream that its events are numbered in.
    var stream: EventID.Stream? { state.withLock { $0.queue.stream } }

    /// Bytes that are kept only for a reader that comes back.
    var keptBytes: Int { state.withLock { $0.queue.takenBytes } }

    func offer(_ message: ByteBuffer) {
        change(isOver: false) { $0.append(message) }
    }

    /// Ends the stream; what was offered before is still delivered.
    func finish(with reply: ByteBuffer?) {
        change(isOver: true) { $0.finish(with: reply) }
    }

    /// The next event; nil if there is none yet.
    func next() -> EventQueue.Event? { state.withLock { $0.queue.next() } }

    /// Lets one reader know, from now on and once at the begin, that it should ask for the next event.
    func attach(_ wake: @escaping @Sendable (_ isOver: Bool) -> Void) {
        state.withLock { $0.wake = wake }
        wake(true)
    }

    /// What is offered from now on waits for the next reader.
    func detach() {
        state.withLock { $0.wake = nil }
    }

    /// Begins anew behind an event that the reader has.
    func rewind(to number: Int) {
        state.withLock { $0.queue.rewind(to: number) }
    }

    private func change(isOver: Bool, _ body: (inout EventQueue) -> Void) {
        let wake = state.withLock { state in
            body(&state.queue)
            return state.wake
        }
        wake?(isOver)
    }
}
