package import ContainerEngine
import Logging
import ServiceLifecycle
package import Spec
import Synchronization

/// Watches everything that a desired or an observed state can change by, and makes hints of it.
///
/// `run()` owns the watching; `hints` is for one reader and ends with it.
package final class ChangeWatch: Sendable {
    private struct Burst {
        var kinds: Set<ChangeHint.Kind> = []
        var first: Duration = .zero
        var last: Duration = .zero
    }

    /// Bounded to one: a reader that is busy finds all that happened meanwhile in one hint.
    package let hints: AsyncStream<ChangeHint>
    private let hintContinuation: AsyncStream<ChangeHint>.Continuation
    private let places: [WatchedPlace]
    private let engine: EngineClient?
    private let owner: OwnerID?
    private let resync: Duration
    private let debounce: Debounce
    private let elapsed: @Sendable () -> Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let clock: any Clock<Duration>
    private let burst = Mutex(Burst())
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - engine: Whose events count; nil for none.
    ///   - owner: Whose containers' events count.
    ///   - resync: How often to look without any sign, give or take a tenth.
    package init<C: Clock<Duration>>(
        places: [WatchedPlace],
        engine: EngineClient? = nil,
        owner: OwnerID? = nil,
        resync: Duration = .seconds(60),
        debounce: Debounce = .standard,
        clock: C = ContinuousClock()
    ) {
        (hints, hintContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (self.places, self.engine, self.owner) = (places, engine, owner)
        (self.resync, self.debounce, self.clock) = (resync, debounce, clock)
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }

    func signal(_ kind: ChangeHint.Kind) {
        let now = elapsed()
        burst.withLock { burst in
            if burst.kinds.isEmpty { burst.first = now }
            burst.kinds.insert(kind)
            burst.last = now
        }
        wakeup.yield()
    }
}

extension ChangeWatch: Service {
    /// Watches until graceful shutdown or cancellation, and ends the hints then.
    package func run() async throws {
        defer { hintContinuation.finish() }
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup { group in
                for place in self.places {
                    group.addTask {
                        try await PlaceWatch(place: place, clock: self.clock) { self.signal(.manifests) }.run()
                    }
                }
                if let engine = self.engine {
                    group.addTask {
                        let watch = EngineWatch(engine: engine, owner: self.owner) { self.signal(.engine) }
                        try await watch.run(sleep: self.sleep)
                    }
                }
                group.addTask { try await self.resyncPeriodically() }
                group.addTask { try await self.deliver() }
                do {
                    try await group.waitForAll()
                } catch is CancellationError {
                    // The way in which watching ends.
                }
            }
        }
    }

    private func resyncPeriodically() async throws {
        while true {
            try await sleep(resync * Double.random(in: 0.9...1.1))
            signal(.resync)
        }
    }

    private func deliver() async throws {
        for await _ in wakeups {
            while true {
                let now = elapsed()
                let (first, last) = burst.withLock { ($0.first, $0.last) }
                let remaining = debounce.remaining(sinceFirst: now - first, sinceLast: now - last)
                if remaining == .zero { break }
                try await sleep(remaining)
            }
            let kinds = burst.withLock { burst in
                defer { burst.kinds = [] }
                return burst.kinds
            }
            if !kinds.isEmpty { hintContinuation.yield(ChangeHint(kinds: kinds)) }
        }
    }
}
