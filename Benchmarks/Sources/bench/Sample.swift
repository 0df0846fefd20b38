/// The latencies of one run of callers that each keep one call in flight.
struct Sample {
    /// Nanoseconds, sorted.
    let latencies: [UInt64]
    let seconds: Double

    init(latencies: [UInt64], started: UInt64) {
        seconds = Double(now() - started) / 1e9
        self.latencies = latencies.sorted()
    }

    var callsPerSecond: Double { seconds > 0 ? Double(latencies.count) / seconds : 0 }

    /// The latency in milliseconds below which the given share of calls stayed.
    func percentile(_ share: Double) -> Double {
        guard !latencies.isEmpty else { return 0 }
        let index = min(latencies.count - 1, Int(Double(latencies.count) * share))
        return Double(latencies[index]) / 1e6
    }
}
