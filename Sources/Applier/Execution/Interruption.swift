import Synchronization

/// A request to end an apply between operations: what is in flight is finished, nothing else is begun.
///
/// Cancelling the task is the harder way: it also abandons what is in flight. Either way the next run converges.
package final class Interruption: Sendable {
    private enum State {
        case awaited(by: [AsyncStream<Never>.Continuation])
        case requested
    }

    private let state = Mutex(State.awaited(by: []))

    package init() {}

    /// Asks once and for good; it may be called from anywhere and never waits.
    package func request() {
        let waiters = state.withLock { state -> [AsyncStream<Never>.Continuation] in
            guard case .awaited(let waiters) = state else { return [] }
            state = .requested
            return waiters
        }
        for waiter in waiters {
            waiter.finish()
        }
    }

    package var isRequested: Bool {
        state.withLock { state in
            switch state {
            case .awaited: false
            case .requested: true
            }
        }
    }

    /// Returns when the request has come, or when the task is cancelled.
    func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingOldest(1))
        state.withLock { state in
            switch state {
            case .awaited(let waiters): state = .awaited(by: waiters + [continuation])
            case .requested: continuation.finish()
            }
        }
        for await _ in stream {}
    }
}
