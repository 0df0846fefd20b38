import Synchronization

/// Decides what becomes of a request, and how many there may be.
///
/// A request that is let in is a hint to look, and nothing of its content is read: whatever it says, git is asked.
package final class WebhookGate: Sendable {
    /// What a request is answered.
    enum Answer: Int, Hashable, Sendable {
        case accepted = 202
        case unauthorized = 401
        case notFound = 404
        case wrongMethod = 405
        case tooLarge = 413
        case tooMany = 429
    }

    static let largestBody = 1 << 20
    /// How many may come at once, and again every second.
    static let burst = 10

    private let path: String
    private let secret: WebhookSecret
    private let now: @Sendable () -> Duration
    private let hint: @Sendable () -> Void
    /// Strangers must not use up what those who know the secret may do.
    private let allowances: Mutex<(known: Allowance, strange: Allowance)>

    /// - Parameters:
    ///   - path: Where hooks are taken.
    ///   - secret: What their senders must know.
    ///   - clock: Measures how many come.
    ///   - hint: Told of each that is let in; never waits.
    package init<C: Clock<Duration>>(
        path: String,
        secret: WebhookSecret,
        clock: C = ContinuousClock(),
        hint: @escaping @Sendable () -> Void
    ) {
        (self.path, self.secret, self.hint) = (path, secret, hint)
        let start = clock.now
        now = { start.duration(to: clock.now) }
        allowances = Mutex((Allowance(Self.burst), Allowance(Self.burst)))
    }

    /// What can be said before the body has come; nil to wait for it.
    func answer(method: String, path: String, length: Int?) -> Answer? {
        guard path.prefix(while: { $0 != "?" }) == self.path else { return .notFound }
        guard method == "POST" else { return .wrongMethod }
        return (length ?? 0) > Self.largestBody ? .tooLarge : nil
    }

    /// What is said to a whole request.
    func answer(header: (String) -> String?, body: [UInt8]) -> Answer {
        let isKnown = secret.authenticates(header: header, body: body)
        let isAllowed = allowances.withLock { allowances in
            isKnown ? allowances.known.take(at: now()) : allowances.strange.take(at: now())
        }
        guard isAllowed else { return .tooMany }
        guard isKnown else { return .unauthorized }
        hint()
        return .accepted
    }
}

/// So many at once, and one more each second.
private struct Allowance {
    private let most: Double
    private var left: Double
    private var last: Duration = .zero

    init(_ most: Int) {
        self.most = Double(most)
        left = Double(most)
    }

    mutating func take(at now: Duration) -> Bool {
        left = min(most, left + (now - last) / .seconds(1))
        last = now
        guard left >= 1 else { return false }
        left -= 1
        return true
    }
}
