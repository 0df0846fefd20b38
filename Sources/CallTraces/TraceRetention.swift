/// How long and up to which size traces are kept; the oldest go first.
package struct TraceRetention: Sendable, Hashable {
    /// Traces that began longer ago are removed.
    package var age: Duration
    /// The most bytes the database may use on disk.
    package var bytes: Int

    package init(age: Duration = .seconds(7 * 24 * 60 * 60), bytes: Int = 256 << 20) {
        self.age = age
        self.bytes = bytes
    }
}
