/// A clock, and the time that has passed on it since the gateway began.
struct Stopwatch: Sendable {
    let clock: any Clock<Duration>
    /// The time since this stopwatch was made.
    let elapsed: @Sendable () -> Duration

    init<C: Clock<Duration>>(_ clock: C) {
        self.clock = clock
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }
}
