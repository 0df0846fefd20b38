import Synchronization

/// One metric under one set of labels: whoever counts the same again and again keeps it instead of looking it up.
package final class MetricSeries: Sendable {
    private let state = Mutex(MetricRegistry.Value.number(0))

    package func add(_ amount: Double = 1) {
        state.withLock { $0.add(amount) }
    }

    package func set(to amount: Double) {
        state.withLock { $0 = .number(amount) }
    }

    package func record(_ amount: Double) {
        state.withLock { $0.record(amount) }
    }

    var value: MetricRegistry.Value { state.withLock { $0 } }
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
