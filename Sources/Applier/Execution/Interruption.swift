package import Spec
import Synchronization

/// A request to end an apply between operations: what is in flight is finished, nothing else is begun.
///
/// Waits for servers that are no longer wanted as they are can be given up with it. Cancelling the task is the harder
/// way: it abandons everything that is in flight. Either way the next run converges.
package final class Interruption: Sendable {
    private struct State {
        var isRequested = false
        var status: Int32?
        var abandoned: Set<ServerAddress> = []
        var waiters: [Int: AsyncStream<Never>.Continuation] = [:]
        var nextWaiter = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Asks once and for good; it may be called from anywhere and never waits.
    ///
    /// - Parameters:
    ///   - addresses: Servers whose images and candidates need not be waited for any longer.
    ///   - status: What the program ends with because of it, unless all was done.
    package func request(abandoning addresses: Set<ServerAddress> = [], endingWith status: Int32? = nil) {
        let waiters = state.withLock { state in
            guard !state.isRequested else { return [AsyncStream<Never>.Continuation]() }
            state.isRequested = true
            state.abandoned = addresses
            state.status = status
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters {
            waiter.finish()
        }
    }

    package var isRequested: Bool { state.withLock(\.isRequested) }

    /// What the program ends with because of the request; nil without one, or where the program goes on.
    package var status: Int32? { state.withLock(\.status) }

    /// Returns when the request has come, or when the task is cancelled.
    func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingOldest(1))
        let id = state.withLock { state in
            state.nextWaiter += 1
            if state.isRequested { continuation.finish() } else { state.waiters[state.nextWaiter] = continuation }
            return state.nextWaiter
        }
        for await _ in stream {}
        state.withLock { $0.waiters[id] = nil }
    }

    /// Returns when the request has come and the server need not be waited for, or when the task is cancelled.
    func waitForAbandoning(_ address: ServerAddress) async {
        await wait()
        guard !state.withLock({ $0.abandoned.contains(address) }) else { return }
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingOldest(1))
        for await _ in stream {}
        continuation.finish()
    }
}
