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
                UntrustedText.escaping(entry.command), entry.manifestsInShort, entry.resultInWords, servers(of: entry),
            ])
        }
        return columns.text
    }

    private func servers(of entry: JournalEntry) -> String {
        let named = entry.servers.prefix(Self.namedServers).map { "\($0.symbol) \(UntrustedText.escaping($0.address))" }
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

    var resultInWords: String {
        switch status {
        case 0: "applied"
        case 7: "partly applied"
        case 8: "rolled back"
        default: "failed"
        }
    }
}

extension JournalEntry.Server {
    /// The symbol that plans have for the change; one for what did not succeed.
    var symbol: String {
        guard result == .applied else { return "✗" }
        return switch Change.Action(rawValue: action) {
        case .create: "+"
        case .replace: "±"
        case .remove: "-"
        case .start, .update: "~"
        case .keep: "="
        case .refuse, nil: "!"
        }
    }
}
