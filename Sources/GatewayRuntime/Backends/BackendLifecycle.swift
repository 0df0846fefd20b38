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
        var recovery: Duration = .seconds(10)
        /// Starts in a row that may fail before callers are refused at once; once the breaker is open they are in any case.
        var patience = 1
        /// How long callers wait for somebody to put another container in the place of one that is gone.
        var successorPatience: Duration = .seconds(10)
        /// Between two looks at an engine that does not answer.
        var longestPostponement: Duration = .seconds(5)

        static let standard = Policy()
    }

    enum Action: Hashable, Sendable {
        /// Serve, until the server ends.
        case watch
        case wait(Duration, keepingCallers: Bool)
        case start
        /// Its container is gone: callers wait for a successor, and after that are refused.
        case awaitSuccessor(Duration)
        case stop
    }

    private let policy: Policy
    private var failures = 0
    /// Starts in a row that failed.
    private var failedStarts = 0
    /// Starts in a row that did not come about because the engine did not answer.
    private var postponements = 0
    private var servingSince: Duration?
    private var hasServed = false
    private var isRetired = false
    /// Whether its container is gone, and no successor was given up on.
    private(set) var isLost = false

    init(policy: Policy = .standard) {
        self.policy = policy
    }

    /// The server is ready.
    mutating func started(at now: Duration) -> Action {
        (servingSince, hasServed) = (now, true)
        (postponements, failedStarts) = (0, 0)
        return isRetired ? .stop : .watch
    }

    /// The server served and has ended, or it did not start.
    ///
    /// Chance, from 0 to 1, spreads the starts of many servers that ended together.
    mutating func failed(at now: Duration, chance: Double) -> Action {
        if let since = servingSince {
            if now - since >= policy.recovery { failures = 0 }
        } else {
            failedStarts += 1
        }
        servingSince = nil
        failures += 1
        guard !isRetired else { return .stop }
        return .wait(Self.spread(delay, by: chance), keepingCallers: keepsCallers)
    }

    private var keepsCallers: Bool { failures < policy.breakerThreshold && failedStarts <= policy.patience }

    /// The engine does not answer: that is no failure of the server's, and callers are kept as they were before.
    mutating func postponed(chance: Double) -> Action {
        postponements += 1
        guard !isRetired else { return .stop }
        let delay = doubled(postponements, upTo: policy.longestPostponement)
        return .wait(Self.spread(delay, by: chance), keepingCallers: keepsCallers)
    }

    /// The container is gone: whoever removed it, or the next plan, sees to a successor.
    mutating func lost() -> Action {
        guard !isRetired else { return .stop }
        (isRetired, isLost) = (true, true)
        return .awaitSuccessor(policy.successorPatience)
    }

    /// No successor is coming; false if none was waited for.
    mutating func giveUpOnSuccessor() -> Bool {
        defer { isLost = false }
        return isLost
    }

    mutating func waited() -> Action {
        isRetired ? .stop : .start
    }

    /// The server shall not come back.
    mutating func retire() {
        (isRetired, isLost) = (true, false)
    }

    /// Whether it is still worth starting again where it is: it has served, and has ended since.
    ///
    /// What does not start any more needs another container.
    var bringsBack: Bool { hasServed && !isRetired && failedStarts <= policy.patience }

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
