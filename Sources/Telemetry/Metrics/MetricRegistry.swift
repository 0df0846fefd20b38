import Synchronization

/// Keeps the values of all metrics.
///
/// The number of series is bounded, whatever names servers and clients give themselves: what comes beyond is counted
/// under labels with the value `other`.
package final class MetricRegistry: Sendable {
    package enum Value: Hashable, Sendable {
        case number(Double)
        case histogram(Histogram)
    }

    /// The series of one metric, sorted by labels.
    package struct Family: Sendable {
        package let metric: Metric
        package let series: [(labels: MetricLabels, value: Value)]
    }

    /// Series that one metric may have.
    package static let maximumSeries = 2000

    private let families = Mutex<[Metric: [MetricLabels: Value]]>([:])

    package init() {}

    package func add(_ amount: Double = 1, to metric: Metric, _ labels: MetricLabels = [:]) {
        update(metric, labels) { $0.add(amount) }
    }

    package func set(_ metric: Metric, to amount: Double, _ labels: MetricLabels = [:]) {
        update(metric, labels) { $0 = .number(amount) }
    }

    package func record(_ amount: Double, in metric: Metric, _ labels: MetricLabels = [:]) {
        update(metric, labels) { $0.record(amount) }
    }

    /// Everything as it is now, sorted by name.
    package var snapshot: [Family] {
        families.withLock { $0 }.map { metric, series in
            let sorted = series.sorted { first, second in
                first.key.pairs.lexicographicallyPrecedes(second.key.pairs) {
                    ($0.name, $0.value) < ($1.name, $1.value)
                }
            }
            return Family(metric: metric, series: sorted.map { ($0.key, $0.value) })
        }
        .sorted { $0.metric.name < $1.metric.name }
    }

    private func update(_ metric: Metric, _ labels: MetricLabels, _ change: (inout Value) -> Void) {
        families.withLock { families in
            Self.update(&families[metric, default: [:]], labels, change)
        }
    }

    private static func update(
        _ series: inout [MetricLabels: Value],
        _ labels: MetricLabels,
        _ change: (inout Value) -> Void
    ) {
        if let index = series.index(forKey: labels) { return change(&series.values[index]) }
        let isFull = series.count >= maximumSeries
        let labels = isFull ? MetricLabels(labels.pairs.map { ($0.name, "other") }) : labels
        change(&series[labels, default: .number(0)])
    }
}

extension MetricRegistry.Value {
    fileprivate mutating func add(_ amount: Double) {
        guard case .number(let number) = self else { return }
        self = .number(number + amount)
    }

    fileprivate mutating func record(_ amount: Double) {
        var histogram = if case .histogram(let histogram) = self { histogram } else { Histogram() }
        // Or the change would copy the buckets.
        self = .number(0)
        histogram.record(amount)
        self = .histogram(histogram)
    }
}
