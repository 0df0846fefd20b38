import NIOCore
import Synchronization

/// Where whoever answers a client leaves messages, from any thread, and where the client's one stream takes them.
final class EventOutbox: Sendable {
    private struct State {
        var queue: EventQueue
        var reader: CheckedContinuation<EventQueue.Event, any Error>?

        /// The waiting reader and what it gets, if there is both.
        mutating func delivery() -> (CheckedContinuation<EventQueue.Event, any Error>, EventQueue.Event)? {
            guard let reader, let event = queue.next() else { return nil }
            self.reader = nil
            return (reader, event)
        }
    }

    private let state: Mutex<State>

    init(limits: HTTPServerLimits) {
        let queue = EventQueue(maximumCount: limits.pendingMessages, maximumBytes: limits.pendingBytes)
        state = Mutex(State(queue: queue))
    }

    /// How many messages were dropped because the reader was too slow.
    var droppedMessages: Int { state.withLock { $0.queue.droppedMessages } }

    func offer(_ message: ByteBuffer) {
        deliver { $0.append(message) }
    }

    /// Ends the stream; what was offered before is still delivered.
    func finish(with reply: ByteBuffer?) {
        deliver { $0.finish(with: reply) }
    }

    /// Tells a reader that waits that nothing has happened; without one there is nobody to tell.
    func keepAlive() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: .keepAlive)
    }

    /// Waits for the next event; one task at a time.
    ///
    /// - Throws: `CancellationError` when the task is cancelled. What is offered later waits for the next reader.
    func next() async throws -> EventQueue.Event {
        if let event = state.withLock({ $0.queue.next() }) { return event }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0) }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    private func deliver(_ change: (inout EventQueue) -> Void) {
        let delivery = state.withLock { state in
            change(&state.queue)
            return state.delivery()
        }
        if let (reader, event) = delivery { reader.resume(returning: event) }
    }

    private func wait(_ reader: CheckedContinuation<EventQueue.Event, any Error>) {
        let outcome: Result<EventQueue.Event, any Error>? = state.withLock { state in
            // Asked under the lock: a cancellation that comes later finds the reader.
            if Task.isCancelled { return .failure(CancellationError()) }
            if let event = state.queue.next() { return .success(event) }
            state.reader = reader
            return nil
        }
        if let outcome { reader.resume(with: outcome) }
    }
}
