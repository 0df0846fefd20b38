import NIOCore
import Synchronization

extension BackendConnection {
    /// Requests whose time is up, when the next ones' is, and who waits for none to be left.
    private typealias Due = (
        requests: [(id: Int64, entry: PendingRequests.Entry)], next: NIODeadline?, idle: [@Sendable () -> Void]
    )

    func scheduleExpiry(at deadline: NIODeadline) {
        link.eventLoop.scheduleTask(deadline: deadline) { [weak self] in self?.expire(timerOf: deadline) }
    }

    /// One timer for all requests, due at the earliest deadline: most calls are answered long before theirs.
    ///
    /// A timer that an earlier one has taken the place of does nothing.
    private func expire(timerOf deadline: NIODeadline) {
        let now = link.eventLoop.now
        let due = state.withLock { state -> Due? in
            guard state.timer == deadline else { return nil }
            let requests = state.pending.removeExpired(at: now)
            state.timer = state.pending.earliestDeadline
            return (requests, state.timer, Self.takeIdle(&state))
        }
        guard let due else { return }
        for (id, entry) in due.requests {
            withdraw(id, entry, reason: "timed out")
            entry.completion(.failed(.timedOut(after: entry.timeout)))
        }
        for body in due.idle { body() }
        if let next = due.next { scheduleExpiry(at: next) }
    }
}
