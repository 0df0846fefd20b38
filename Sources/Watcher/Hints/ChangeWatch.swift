package import ContainerEngine
import ServiceLifecycle
package import Spec
import Synchronization

/// Watches everything that a desired or an observed state can change by, and makes hints of it.
///
/// `run()` owns the watching; `hints` is for one reader and ends with it.
package final class ChangeWatch: Sendable {
    private let mailbox = HintMailbox()
    private let places: [WatchedPlace]
    private let engine: EngineClient?
    private let owner: OwnerID?
    private let resync: Duration
    private let clock: any Clock<Duration>
    private let elapsed: @Sendable () -> Duration
    private let burst: Mutex<HintBurst>
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - places: Where the manifests are.
    ///   - engine: Whose events count; nil for none.
    ///   - owner: Whose containers' events count; nil for all.
    ///   - resync: How often to look without any sign, give or take a tenth.
    ///   - debounce: When a burst of signals becomes a hint.
    ///   - clock: Measures every wait.
    package init<C: Clock<Duration>>(
        places: [WatchedPlace],
        engine: EngineClient? = nil,
        owner: OwnerID? = nil,
        resync: Duration = .seconds(60),
        debounce: Debounce = .standard,
        clock: C = ContinuousClock()
    ) {
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (self.places, self.engine, self.owner) = (places, engine, owner)
        (self.resync, self.clock) = (resync, clock)
        burst = Mutex(HintBurst(debounce))
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// Bounded to one: a reader that is busy finds all that happened meanwhile in one hint.
    package var hints: AsyncStream<ChangeHint> { mailbox.hints }

    /// Tells of a change of the manifests that somebody else noticed; never waits.
    package func lookNow() {
        signal(.manifests)
    }

    func signal(_ kind: ChangeHint.Kind) {
        burst.withLock { $0.add(kind, at: elapsed()) }
        wakeup.yield()
    }
}

extension ChangeWatch: Service {
    /// Watches until graceful shutdown or cancellation, and ends the hints then.
    package func run() async throws {
        defer { mailbox.finish() }
        do {
            try await cancelWhenGracefulShutdown { try await self.watch() }
        } catch is CancellationError {
            // The way in which watching ends.
        }
    }

    private func watch() async throws {
        try await withThrowingTaskGroup { group in
            for place in places {
                let watch = PlaceWatch(place: place, clock: clock) { self.signal(.manifests) }
                group.addTask { try await watch.run() }
            }
            if let engine {
                let watch = EngineWatch(engine: engine, owner: owner, clock: clock) { self.signal(.engine) }
                group.addTask { try await watch.run() }
            }
            group.addTask { try await self.resyncPeriodically() }
            group.addTask { try await self.deliver() }
            try await group.waitForAll()
        }
    }

    private func resyncPeriodically() async throws {
        while true {
            try await clock.sleep(for: resync * Double.random(in: 0.9...1.1))
            signal(.resync)
        }
    }

    private func deliver() async throws {
        for await _ in wakeups {
            try await deliverBurst()
        }
    }

    private func deliverBurst() async throws {
        while true {
            switch burst.withLock({ $0.decide(at: elapsed()) }) {
            case .idle: return
            case .wait(let remaining): try await clock.sleep(for: remaining)
            case .hint(let hint): mailbox.offer(hint)
            }
        }
    }
}
