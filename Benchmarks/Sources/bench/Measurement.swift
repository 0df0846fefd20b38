/// What one round of calls through a path has given.
struct Measurement {
    let sample: Sample
    /// Processor milliseconds per call of the process that stands between caller and server; nil for a bare path.
    let cpuPerCall: Double?
    /// Resident megabytes of that process after the round.
    let residentMegabytes: Double?
}

/// A path with so many callers, over all rounds.
struct Row {
    let path: String
    let callers: Callers
    private(set) var rounds: [Measurement] = []

    init(path: String, callers: Callers) {
        (self.path, self.callers) = (path, callers)
    }

    mutating func add(_ measurement: Measurement) { rounds.append(measurement) }

    var callsPerSecond: Double { median(rounds.map(\.sample.callsPerSecond)) }

    func percentile(_ share: Double) -> Double { median(rounds.map { $0.sample.percentile(share) }) }

    var cpuPerCall: Double? { rounds.contains { $0.cpuPerCall != nil } ? median(rounds.compactMap(\.cpuPerCall)) : nil }

    var residentMegabytes: Double? { rounds.last?.residentMegabytes }

    /// Compares the rounds of two paths one by one, for what slows the machine down for a while slows both.
    func compared(with other: Row, _ body: (Sample, Sample) -> Double) -> Double {
        median(zip(rounds, other.rounds).map { body($0.sample, $1.sample) })
    }
}

/// The middle of values, the upper of two.
private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
}
