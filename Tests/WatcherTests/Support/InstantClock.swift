import Synchronization

/// A clock on which every sleep is over at once, and which remembers how long it would have been.
final class InstantClock: Clock {
    struct Instant: InstantProtocol {
        var offset: Duration = .zero

        func advanced(by duration: Duration) -> Self { Self(offset: offset + duration) }
        func duration(to other: Self) -> Duration { other.offset - offset }
        static func < (left: Self, right: Self) -> Bool { left.offset < right.offset }
    }

    private let current = Mutex(Instant())
    /// The latest sleeps, oldest first.
    let sleeps: AsyncStream<Duration>
    private let began: AsyncStream<Duration>.Continuation

    init() {
        (sleeps, began) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(64))
    }

    var now: Instant { current.withLock { $0 } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let duration = current.withLock { current in
            defer { current = max(current, deadline) }
            return current.duration(to: deadline)
        }
        began.yield(duration)
        await Task.yield()
        try Task.checkCancellation()
    }
}
