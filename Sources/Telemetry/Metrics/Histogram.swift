/// How the values of one series spread over buckets of fixed bounds.
package struct Histogram: Hashable, Sendable {
    /// Upper bounds in milliseconds, inclusive: finer than OpenTelemetry's default where a gateway's calls are.
    package static let bounds: [Double] = [
        0.25, 0.5, 1, 2, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000, 30_000, 60_000,
    ]

    /// One more than there are bounds; not cumulative.
    package private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    package private(set) var sum = 0.0
    package private(set) var count: UInt64 = 0

    package mutating func record(_ value: Double) {
        counts[Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count] += 1
        sum += value
        count += 1
    }
}
