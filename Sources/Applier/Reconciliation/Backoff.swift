/// How long to wait before the same thing is tried again: doubled after each failure, up to a bound.
package struct Backoff: Hashable, Sendable {
    package var first: Duration
    package var longest: Duration

    package static let standard = Backoff(first: .seconds(1), longest: .seconds(300))

    package init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    /// The wait after that many failures in a row, from 1.
    package func delay(after failures: Int) -> Duration {
        var delay = first
        for _ in 1..<max(1, failures) {
            guard delay < longest else { break }
            delay *= 2
        }
        return min(delay, longest)
    }
}
