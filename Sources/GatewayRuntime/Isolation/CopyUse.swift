import NIOCore
import Synchronization

/// A use that waits for a copy of a server: it gets one outcome, that its time is up at the latest.
final class CopyUse: Sendable {
    private let waiter: Mutex<WarmPool.Waiter?>
    private let tooLate: @Sendable (EphemeralServer) -> Void

    /// - Parameters:
    ///   - tooLate: Gets a copy that comes when nobody waits for it any more.
    ///   - waiter: Is called once.
    init(tooLate: @escaping @Sendable (EphemeralServer) -> Void, _ waiter: @escaping WarmPool.Waiter) {
        self.waiter = Mutex(waiter)
        self.tooLate = tooLate
    }

    func end(_ outcome: Result<EphemeralServer, BackendFailure>) {
        if let waiter = take() { return waiter(outcome) }
        if case .success(let server) = outcome { tooLate(server) }
    }

    /// Waits no longer than this; nothing happens for a use that has its outcome.
    func giveUp(after limit: Duration, on timers: any EventLoop) {
        guard waiter.withLock({ $0 != nil }) else { return }
        timers.scheduleTask(in: TimeAmount(limit)) { [weak self] in self?.take()?(.failure(.timedOut(after: limit))) }
    }

    private func take() -> WarmPool.Waiter? {
        waiter.withLock { waiter in
            defer { waiter = nil }
            return waiter
        }
    }
}
