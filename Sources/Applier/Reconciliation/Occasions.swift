import Synchronization

/// Collects occasions while a run is under way: any number of hints become one further look.
final class Occasions: Sendable {
    /// One element whenever there is something to take.
    let wakeups: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let pending = Mutex<Set<Occasion>>([])

    init() {
        (wakeups, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ occasion: Occasion) {
        _ = pending.withLock { $0.insert(occasion) }
        continuation.yield()
    }

    /// Ends `wakeups` after what is pending.
    func finish() {
        continuation.finish()
    }

    func take() -> Set<Occasion> {
        pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
    }
}
