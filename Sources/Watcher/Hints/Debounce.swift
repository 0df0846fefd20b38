/// When a burst of signals becomes one hint: after a quiet moment, or when the burst has lasted long enough.
package struct Debounce: Hashable, Sendable {
    package var quiet: Duration
    package var longest: Duration

    package static let standard = Debounce(quiet: .milliseconds(150), longest: .seconds(2))

    package init(quiet: Duration, longest: Duration) {
        self.quiet = quiet
        self.longest = longest
    }

    /// Returns how long to wait still; zero when the hint is due.
    ///
    /// - Parameters:
    ///   - sinceFirst: Since the first signal of the burst.
    ///   - sinceLast: Since the latest one.
    package func remaining(sinceFirst: Duration, sinceLast: Duration) -> Duration {
        max(.zero, min(quiet - sinceLast, longest - sinceFirst))
    }
}
