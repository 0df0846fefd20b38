import Planner
import Spec

/// What `lock` found and did, server by server.
struct LockReport {
    enum Result: String {
        /// It is in the lock now, and was not before.
        case added
        case renewed
        case unchanged
        /// No manifest names it any more.
        case removed
        /// It could not be looked at: the lock says of it what it said before.
        case failed
        /// It is remote, and nobody asked for it.
        case skipped
    }

    struct Line {
        let address: ServerAddress
        let result: Result
        /// Escaped.
        let details: [String]
    }

    /// Sorted by address.
    let lines: [Line]

    var isOther: Bool { lines.contains { [.added, .renewed, .removed].contains($0.result) } }
    var hasFailures: Bool { lines.contains { $0.result == .failed } }
    var hasSuccesses: Bool { lines.contains { $0.result != .failed && $0.result != .skipped } }

    /// For people: one block a server.
    func text(isCheck: Bool) -> String {
        let width = lines.map(\.address.description.count).max() ?? 0
        return lines.map { line in
            let name = "\(line.address)".padding(to: width)
            let word = isCheck ? line.result.wordOfCheck : line.result.rawValue
            return "\(name)  \(word)\n" + line.details.map { "    \($0)\n" }.joined()
        }
        .joined()
    }

    func json(isCheck: Bool) -> String {
        JSONText.encode(
            Document(
                formatVersion: "1.0",
                isRight: !isOther && !hasFailures,
                servers: lines.map {
                    Document.Server(address: $0.address.description, result: $0.result.rawValue, details: $0.details)
                }
            )
        )
    }

    private struct Document: Encodable {
        struct Server: Encodable {
            let address: String
            let result: String
            let details: [String]
        }

        let formatVersion: String
        let isRight: Bool
        let servers: [Server]

        enum CodingKeys: String, CodingKey {
            case formatVersion = "format_version"
            case isRight = "is_right"
            case servers
        }
    }
}

extension LockReport.Result {
    /// What is wrong, where nothing is done about it.
    fileprivate var wordOfCheck: String {
        switch self {
        case .added: "not locked"
        case .renewed: "not as it was locked"
        case .removed: "locked, and in no manifest"
        case .unchanged: "as it was locked"
        case .failed, .skipped: rawValue
        }
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
