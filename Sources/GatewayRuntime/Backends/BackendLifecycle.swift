/// Decides what happens when a server ends or does not start: at once again, later, or later still.
///
/// It knows nothing of processes, clocks or chance: events come with the time and a random number.
struct BackendLifecycle: Sendable {
    struct Policy: Hashable, Sendable {
        /// Before the first new start; doubled after each further failure.
        var firstDelay: Duration = .milliseconds(100)
        var longestDelay: Duration = .seconds(30)
        /// Failures in a row after which the breaker opens: only one start each `breakerDelay` from then on.
        var breakerThreshold = 6
        var breakerDelay: Duration = .seconds(60)
        /// A server that served this long has made up for the failures before.
        var recovery: Duration = .seconds(30)
        /// Failures in a row up to which callers are kept waiting for the next start; later they are refused at once.
        var patience = 2
        /// Between two looks at an engine that does not answer.
        var longestPostponement: Duration = .seconds(5)

        static let standard = Policy()
    }

    enum Action: Hashable, Sendable {
        /// Serve, until the server ends.
        case watch
        case wait(Duration, keepingCallers: Bool)
        case start
        case stop
    }

    private let policy: Policy
    private var failures = 0
    /// Starts in a row that did not come about because the engine did not answer.
    private var postponements = 0
    private var servingSince: Duration?
    private var isRetired = false

    init(policy: Policy = .standard) {
        self.policy = policy
    }

    /// The server is ready.
    mutating func started(at now: Duration) -> Action {
        servingSince = now
        postponements = 0
        return isRetired ? .stop : .watch
    }

    /// The server served and has ended, or it did not start.
    ///
    /// Chance, from 0 to 1, spreads the starts of many servers that ended together.
    mutating func failed(at now: Duration, chance: Double) -> Action {
        if let since = servingSince, now - since >= policy.recovery { failures = 0 }
        servingSince = nil
        failures += 1
        guard !isRetired else { return .stop }
        return .wait(Self.spread(delay, by: chance), keepingCallers: failures <= policy.patience)
    }

    /// The engine does not answer: that is no failure of the server's, and callers are kept as they were before.
    mutating func postponed(chance: Double) -> Action {
        postponements += 1
        guard !isRetired else { return .stop }
        let delay = doubled(postponements, upTo: policy.longestPostponement)
        return .wait(Self.spread(delay, by: chance), keepingCallers: failures <= policy.patience)
    }

    mutating func waited() -> Action {
        isRetired ? .stop : .start
    }

    /// The server shall not come back.
    mutating func retire() {
        isRetired = true
    }

    private var delay: Duration {
        failures < policy.breakerThreshold ? doubled(failures, upTo: policy.longestDelay) : policy.breakerDelay
    }

    /// The first delay, doubled for each time but the first.
    private func doubled(_ times: Int, upTo longest: Duration) -> Duration {
        var delay = policy.firstDelay
        for _ in 1..<max(1, times) where delay < longest { delay *= 2 }
        return min(delay, longest)
    }

    private static func spread(_ delay: Duration, by chance: Double) -> Duration {
        delay * (0.5 + min(max(chance, 0), 1) / 2)
    }
}
