/// When a burst of signals becomes one hint: after a quiet moment, or when the burst has lasted long enough.
package struct Debounce: Hashable, Sendable {
    package var quiet: Duration
    package var longest: Duration

    package static let standard = Debounce(quiet: .milliseconds(150), longest: .seconds(2))

    package init(quiet: Duration, longest: Duration) {
        self.quiet = quiet
        self.longest = longest
    }

    /// How long to wait still, by the time since the first and the latest signal of the burst; zero when it is due.
    package func remaining(sinceFirst: Duration, sinceLast: Duration) -> Duration {
        max(.zero, min(quiet - sinceLast, longest - sinceFirst))
    }
}
