/// Lets one message through per interval.
struct LogThrottle {
    let interval: Duration
    private var last: ContinuousClock.Instant?

    init(interval: Duration) {
        self.interval = interval
    }

    mutating func allows(at now: ContinuousClock.Instant) -> Bool {
        if let last, last.duration(to: now) < interval { return false }
        last = now
        return true
    }
}
