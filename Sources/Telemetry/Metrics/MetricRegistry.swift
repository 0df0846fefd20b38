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

    private let families = Mutex<[Metric: [MetricLabels: MetricSeries]]>([:])

    package init() {}

    package func add(_ amount: Double = 1, to metric: Metric, _ labels: MetricLabels = [:]) {
        series(of: metric, labels).add(amount)
    }

    package func set(_ metric: Metric, to amount: Double, _ labels: MetricLabels = [:]) {
        series(of: metric, labels).set(to: amount)
    }

    package func record(_ amount: Double, in metric: Metric, _ labels: MetricLabels = [:]) {
        series(of: metric, labels).record(amount)
    }

    /// The series with these labels, made if there is none.
    package func series(of metric: Metric, _ labels: MetricLabels) -> MetricSeries {
        families.withLock { Self.series(in: &$0[metric, default: [:]], labels) }
    }

    private static func series(in family: inout [MetricLabels: MetricSeries], _ labels: MetricLabels) -> MetricSeries {
        if let known = family[labels] { return known }
        let isFull = family.count >= maximumSeries
        let labels = isFull ? MetricLabels(labels.pairs.map { ($0.name, "other") }) : labels
        if let known = family[labels] { return known }
        let series = MetricSeries()
        family[labels] = series
        return series
    }

    /// Everything as it is now, sorted by name.
    package var snapshot: [Family] {
        families.withLock { $0 }.map { metric, series in
            let sorted = series.sorted { first, second in
                first.key.pairs.lexicographicallyPrecedes(second.key.pairs) {
                    ($0.name, $0.value) < ($1.name, $1.value)
                }
            }
            return Family(metric: metric, series: sorted.map { ($0.key, $0.value.value) })
        }
        .sorted { $0.metric.name < $1.metric.name }
    }
}
