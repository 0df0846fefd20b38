import Logging
import ServiceLifecycle
import Synchronization

/// Fetches a repository on another machine again and again, and as soon as it is told to.
///
/// A server that does not answer is asked less and less often, and complained of once.
package final class RemotePoll: Sendable {
    /// A server that was away is asked at least this often.
    package static let longest: Duration = .seconds(600)
    /// How soon after a fetch the next one may be, whoever asks for it.
    static let shortest: Duration = .seconds(1)

    private let interval: Duration
    private let clock: any Clock<Duration>
    private let requests: AsyncStream<Void>
    private let request: AsyncStream<Void>.Continuation
    /// In a row.
    private let failures = Mutex(0)
    private let fetch: @Sendable () async throws -> Bool
    private let found: @Sendable () -> Void

    /// - Parameters:
    ///   - interval: How often to fetch, give or take a tenth: many followers of one server do not come all at once.
    ///   - clock: Measures every wait.
    ///   - fetch: Returns true if there was something new.
    ///   - found: Told that there was.
    package init(
        every interval: Duration,
        clock: any Clock<Duration> = ContinuousClock(),
        fetch: @escaping @Sendable () async throws -> Bool,
        found: @escaping @Sendable () -> Void
    ) {
        (self.interval, self.clock, self.fetch, self.found) = (interval, clock, fetch, found)
        (requests, request) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a fetch now; it never waits, and asking again before it has begun asks for the same one.
    package func lookNow() {
        request.yield()
    }

    /// The wait after that many failures in a row.
    static func delay(_ interval: Duration, afterFailures failures: Int) -> Duration {
        var delay = interval
        for _ in 0..<failures where delay < longest { delay *= 2 }
        return failures == 0 ? interval : min(delay, max(interval, longest))
    }
}

extension RemotePoll: Service {
    /// Polls until graceful shutdown or cancellation.
    package func run() async throws {
        do {
            try await cancelWhenGracefulShutdown { try await self.poll() }
        } catch is CancellationError {
            // The way in which polling ends.
        }
    }

    private func poll() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await self.requestPeriodically() }
            group.addTask {
                for await _ in self.requests {
                    try await self.look()
                    try await self.clock.sleep(for: Self.shortest)
                }
            }
            try await group.waitForAll()
        }
    }

    private func requestPeriodically() async throws {
        while true {
            let delay = Self.delay(interval, afterFailures: failures.withLock { $0 })
            try await clock.sleep(for: delay * Double.random(in: 0.9...1.1))
            lookNow()
        }
    }

    private func look() async throws {
        do {
            let isNew = try await fetch()
            let before = failures.withLock { failures in
                defer { failures = 0 }
                return failures
            }
            if before > 0 { Logger.current.info("the repository can be fetched again") }
            if isNew { found() }
        } catch {
            try Task.checkCancellation()
            let count = failures.withLock { failures in
                failures += 1
                return failures
            }
            Logger.current.log(
                level: count == 1 ? .warning : .debug,
                "the repository cannot be fetched; what was fetched before stays in force",
                metadata: ["error": "\(error)"]
            )
        }
    }
}
