import Spec

extension FleetStatus {
    /// One line a server for people; then, only where there is something to say, drift, conditions and what to do.
    package var text: String {
        var blocks = [serverTable]
        let drift = driftLines
        if !drift.isEmpty { blocks.append("Drift:\n" + drift) }
        let conditions = conditionLines
        if !conditions.isEmpty { blocks.append("Conditions:\n" + conditions) }
        if let suspended { blocks.append("Suspended \(suspended.explanation)\n") }
        let advice = StatusAdvice(self).lines
        if !advice.isEmpty { blocks.append("What to do:\n" + advice.map { "  \($0)\n" }.joined()) }
        return blocks.joined(separator: "\n")
    }

    private var serverTable: String {
        let isAsked = !gateways.isEmpty
        let header = ["SERVER", "STATUS", "CONTAINER", "STATE"] + (isAsked ? ["GATEWAY"] : [])
        return Columns(
            [header]
                + servers.map { server in
                    let gateway = isAsked ? [server.served?.state.rawValue ?? "-"] : []
                    let container = server.container
                    return [
                        server.address.description, server.word.rawValue, container?.name ?? "-",
                        container?.state.rawValue ?? "-",
                    ] + gateway
                }
        )
        .text
    }

    private var driftLines: String {
        let rows = servers.flatMap { server in
            // That there is none yet is in the table.
            server.drifted.filter { $0.reason != "NotApplied" }.map { drift in
                ["  \(server.address)", drift.kind.rawValue, drift.message]
            }
        }
        return Columns(rows).text
    }

    /// Those that no other part of the text tells.
    private var conditionLines: String {
        let rows = conditions.filter { condition in
            switch condition.kind {
            case .suspended, .inSync, .applied: ["SettingsDiffer", "Quarantined"].contains(condition.reason)
            case .toolsPinned: condition.isAbnormal && hasLock
            case .planned: condition.isAbnormal || condition.reason == "ConsentNeeded"
            case .sourceVerified, .healthy: condition.isAbnormal
            }
        }
        return Columns(rows.map { ["  \($0.kind.rawValue)", $0.verdict.rawValue, $0.message] }).text
    }
}

/// Rows in columns two spaces apart; the last column is never padded.
private struct Columns {
    private let rows: [[String]]

    init(_ rows: [[String]]) {
        self.rows = rows
    }

    var text: String {
        let widths = rows.reduce(into: [Int]()) { widths, row in
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                widths[index] = max(widths[index], cell.count)
            }
        }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[index] - cell.count)
            }
            return cells.joined(separator: "  ") + "\n"
        }
        .joined()
    }
}

/// What somebody can do about a status: one line for each kind of thing that is wrong.
struct StatusAdvice {
    let lines: [String]

    init(_ status: FleetStatus) {
        let words = Set(status.servers.map(\.word))
        let kinds = Set(status.servers.flatMap { $0.drifted.map(\.kind) })
        var lines: [String] = []
        if !words.isDisjoint(with: [.missing, .outOfDate, .notDeclared]) || kinds.contains(.source) {
            lines.append("'mcp-reconcile plan' shows what 'mcp-reconcile apply' would do about it")
        }
        if words.contains(.refused) { lines.append("'mcp-reconcile plan' says why servers are refused") }
        if kinds.contains(.config) || words.contains(.stopped) {
            lines.append("config: find out who changed it; 'mcp-reconcile apply' brings back what was applied")
        }
        if kinds.contains(.image) {
            lines.append("image: 'mcp-reconcile apply' takes the new content; 'mcp-reconcile lock' pins it")
        }
        if kinds.contains(.tools) {
            lines.append("tools: read what has changed; 'mcp-reconcile lock --update SERVER' takes it")
        }
        if kinds.contains(.route) || !status.otherSettings.isEmpty {
            lines.append("route: a gateway follows within seconds; one that does not says why in its log")
        }
        if status.condition(.healthy).verdict == .no {
            lines.append("'mcp-reconcile logs SERVER' shows what it wrote, 'mcp-reconcile doctor' what else is wrong")
        }
        if status.condition(.applied).reason == "Quarantined" {
            lines.append("mend the manifest; or 'mcp-reconcile resume' lets it be tried again")
        }
        if status.suspended != nil { lines.append("'mcp-reconcile resume' ends the suspension") }
        self.lines = lines
    }
}
