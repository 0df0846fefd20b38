import Applier
import Spec

/// All that is remembered of one run.
struct HistoryEntryPage {
    let entry: JournalEntry

    var text: String {
        var columns = ColumnWriter(header: ["id", UntrustedText.escaping(entry.id)])
        for (name, value) in facts {
            if let value { columns.add([name, UntrustedText.escaping(value)]) }
        }
        return columns.text + entry.servers.map(line(of:)).joined() + omitted
    }

    private var facts: [(String, String?)] {
        let origin = entry.origin
        let place = origin.directory.isEmpty ? origin.place : "\(origin.place)/\(origin.directory)"
        return [
            ("time", UTCTime(secondsSince1970: entry.time).text),
            ("duration", entry.hasEnded ? "\(entry.milliseconds) ms" : nil),
            ("user", "\(entry.user)"),
            ("command", entry.command),
            ("manifests", origin.isEmpty ? "none: everything was to be removed" : "\(origin.kind) \(place)"),
            ("revision", origin.revision?.description),
            ("profile", origin.profile),
            ("environment", origin.environment),
            ("only", origin.targets.isEmpty ? nil : origin.targets.joined(separator: ", ")),
            ("but not", origin.excludes.isEmpty ? nil : origin.excludes.joined(separator: ", ")),
            ("snapshot", origin.snapshot ?? origin.unkept.map { "none: \($0)" }),
            ("plan", entry.plan),
            ("result", result),
        ]
    }

    private var result: String {
        switch entry.result {
        case .applied, .partlyApplied, .rolledBack, .failed, .interrupted:
            "\(entry.result.rawValue) (exit status \(entry.status))"
        case .killed: "killed: it began at that time, and did not come to its end"
        case .underWay: "under way"
        }
    }

    private func line(of server: JournalEntry.Server) -> String {
        let reason = server.reason.map { ": \(UntrustedText.escaping($0))" } ?? ""
        let (address, action) = (UntrustedText.escaping(server.address), UntrustedText.escaping(server.action))
        return "  \(entry.symbol(of: server)) \(address)  \(action), \(server.result.rawValue)\(reason)\n"
    }

    private var omitted: String { entry.omitted > 0 ? "  and \(entry.omitted) more\n" : "" }
}
