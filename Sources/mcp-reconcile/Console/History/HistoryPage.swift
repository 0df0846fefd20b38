import Applier
import Planner
import Spec

/// The list of what was done, newest first.
struct HistoryPage {
    /// How many servers are named on one line.
    private static let namedServers = 3

    let entries: [JournalEntry]

    var text: String {
        var columns = ColumnWriter(header: ["ID", "TIME", "COMMAND", "MANIFESTS", "RESULT", "SERVERS"])
        for entry in entries {
            columns.add([
                UntrustedText.escaping(entry.id), UTCTime(secondsSince1970: entry.time).text,
                UntrustedText.escaping(entry.command), entry.manifestsInShort, entry.result.rawValue,
                servers(of: entry),
            ])
        }
        return columns.text
    }

    private func servers(of entry: JournalEntry) -> String {
        let named = entry.servers.prefix(Self.namedServers).map { server in
            "\(entry.symbol(of: server)) \(UntrustedText.escaping(server.address))"
        }
        let rest = entry.servers.count - named.count + entry.omitted
        return (named + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", ")
    }

    var document: HistoryDocument { HistoryDocument(entries: entries.map(HistoryDocument.Entry.init)) }
}

extension JournalEntry {
    /// The commit in short; or the beginning of the digest of the files.
    var manifestsInShort: String {
        if origin.isEmpty { return "none" }
        if let revision = origin.revision { return UntrustedText.escaping(revision.short) }
        return UntrustedText.escaping(String((origin.snapshot ?? origin.content ?? "-").prefix(12)))
    }
}

extension JournalEntry {
    /// The symbol that plans have for the change; one for what did not succeed, and one for what is not done yet.
    func symbol(of server: Server) -> String {
        guard server.result == .applied else { return isUnderWay ? "…" : "✗" }
        return server.symbol
    }
}

extension JournalEntry.Server {
    fileprivate var symbol: String {
        switch Change.Action(rawValue: action) {
        case .create: "+"
        case .replace: "±"
        case .remove: "-"
        case .start, .update: "~"
        case .keep: "="
        case .refuse, nil: "!"
        }
    }
}
