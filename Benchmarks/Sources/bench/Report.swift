/// The figures of one run, as a table for people and as JSON.
struct Report {
    static let attachFloor = "engine attach"
    static let httpFloor = "bare HTTP"
    static let stdioGateway = "gateway stdio"
    static let bareGateway = "gateway stdio, bare"
    static let watchfulGateway = "gateway stdio, all on"
    static let streamingGateway = "gateway streaming"

    private(set) var rows: [Row] = []
    private(set) var idleMegabytes: [(path: String, megabytes: Double)] = []

    mutating func add(_ measurement: Measurement, of path: String, _ callers: Callers) {
        let known = rows.firstIndex { $0.path == path && $0.callers == callers }
        if known == nil { rows.append(Row(path: path, callers: callers)) }
        rows[known ?? rows.endIndex - 1].add(measurement)
    }

    mutating func addIdle(_ path: String, megabytes: Double) { idleMegabytes.append((path, megabytes)) }

    var table: String {
        var text = "path                      callers    calls/s   p50 ms   p99 ms   CPU ms/call   RSS MB\n"
        for row in rows {
            text += pad(row.path, 23) + pad(row.callers.abbreviation, -10)
            text += pad(String(Int(row.callsPerSecond)), -11)
            text += pad(fixed(row.percentile(0.5)), -9) + pad(fixed(row.percentile(0.99)), -9)
            text += pad(row.cpuPerCall.map { fixed($0) } ?? "-", -14)
            text += pad(row.residentMegabytes.map { String(Int($0.rounded())) } ?? "-", -9) + "\n"
        }
        for idle in idleMegabytes { text += "idle RSS \(idle.path): \(Int(idle.megabytes.rounded())) MB\n" }
        return text + ratios
    }

    /// Each gateway path against the floors of the same run, round by round.
    private var ratios: String {
        var text = ""
        for row in rows where row.path.hasPrefix("gateway") {
            for floor in rows where floor.callers == row.callers && isFloor(floor, of: row) {
                let rate = row.compared(with: floor) { $0.callsPerSecond / $1.callsPerSecond }
                let added = row.compared(with: floor) { $0.percentile(0.5) - $1.percentile(0.5) }
                text += "\(row.path), \(row.callers.description), against \(floor.path): "
                text += "\(fixed(rate * 100, digits: 0)) % of calls/s, p50 \(added < 0 ? "−" : "+")"
                text += "\(fixed(abs(added) * 1000, digits: 0)) µs\n"
            }
            if row.path == Self.streamingGateway, let sum = sumOfFloors(row.callers) {
                text += "\(row.path), \(row.callers.description), "
                text += "against bare HTTP and engine attach one after the other: "
                text += "\(fixed(row.callsPerSecond / sum * 100, digits: 0)) % of calls/s\n"
            }
        }
        return text
    }

    /// Calls per second of both floors one after the other: each call crosses HTTP and the attach stream, and both
    /// floors keep the processors busy, so no gateway on these processors can do much more.
    private func sumOfFloors(_ callers: Callers) -> Double? {
        let floors = [Self.attachFloor, Self.httpFloor].compactMap { path in
            rows.first { $0.path == path && $0.callers == callers }?.callsPerSecond
        }
        return floors.count == 2 ? 1 / (1 / floors[0] + 1 / floors[1]) : nil
    }

    private func isFloor(_ floor: Row, of row: Row) -> Bool {
        switch floor.path {
        case Self.attachFloor: true
        case Self.httpFloor: row.path == Self.streamingGateway
        case Self.bareGateway: row.path == Self.watchfulGateway
        default: false
        }
    }

    var json: String {
        let rows = rows.map { row in
            """
            {"path":"\(row.path)","callers":\(row.callers.count),"threads":\(row.callers.play == .byThreadEach),\
            "calls_per_second":\(fixed(row.callsPerSecond, digits: 1)),\
            "p50_ms":\(fixed(row.percentile(0.5), digits: 4)),"p99_ms":\(fixed(row.percentile(0.99), digits: 4)),\
            "cpu_ms_per_call":\(row.cpuPerCall.map { fixed($0, digits: 4) } ?? "null"),\
            "rss_mb":\(row.residentMegabytes.map { fixed($0, digits: 1) } ?? "null"),\
            "rounds":[\(row.rounds.map { json($0.sample) }.joined(separator: ","))]}
            """
        }
        let idle = idleMegabytes.map { "{\"path\":\"\($0.path)\",\"rss_mb\":\(fixed($0.megabytes, digits: 1))}" }
        return "{\"rows\":[\(rows.joined(separator: ","))],\"idle\":[\(idle.joined(separator: ","))]}"
    }

    private func json(_ round: Sample) -> String {
        """
        {"calls":\(round.latencies.count),"calls_per_second":\(fixed(round.callsPerSecond, digits: 1)),\
        "p50_ms":\(fixed(round.percentile(0.5), digits: 4))}
        """
    }

    /// A value that is not negative, with so many digits behind the point.
    private func fixed(_ value: Double, digits: Int = 3) -> String {
        let scale = (0..<digits).reduce(1) { power, _ in power * 10 }
        let scaled = Int((value * Double(scale)).rounded())
        guard digits > 0 else { return String(scaled) }
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: digits - fraction.count) + fraction
    }

    /// Pads to the left-aligned width, or to the right-aligned one if it is negative.
    private func pad(_ text: String, _ width: Int) -> String {
        let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width > 0 ? text + padding : padding + text
    }
}
