/// Lets so many things happen in a minute, and as many at once after a pause.
struct TokenBucket: Sendable {
    private let perMinute: Double
    private var tokens: Double
    private var updated: ContinuousClock.Instant

    init(perMinute: Int, now: ContinuousClock.Instant) {
        self.perMinute = Double(perMinute)
        tokens = Double(perMinute)
        updated = now
    }

    /// Takes one; nil if there was one, else how long until there is.
    mutating func take(now: ContinuousClock.Instant) -> Duration? {
        tokens = min(perMinute, tokens + (now - updated) / .seconds(60) * perMinute)
        updated = now
        guard tokens < 1 else {
            tokens -= 1
            return nil
        }
        return .seconds(60) * ((1 - tokens) / perMinute)
    }

    /// Nothing was taken for so long that a new one would be no different.
    func isFull(now: ContinuousClock.Instant) -> Bool {
        tokens + (now - updated) / .seconds(60) * perMinute >= perMinute
    }
}
