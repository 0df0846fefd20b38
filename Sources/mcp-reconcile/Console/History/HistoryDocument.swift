import Applier
import Spec

/// What was done, as JSON.
struct HistoryDocument: Encodable {
    struct Entry: Encodable {
        struct Origin: Encodable {
            let kind, place: String
            let directory, profile, environment, revision, content, snapshot, unkept: String?
            let targets, excludes: [String]?
        }

        struct Server: Encodable {
            let address, action, result: String
            let reason: String?
        }

        let formatVersion, id, time, command, result: String
        /// Nil for a run of which only its beginning is known.
        let milliseconds: Int64?
        let user: UInt32
        /// Nil where everything was to be removed.
        let manifests: Origin?
        let planDigest: String?
        let servers: [Server]
        let omittedServers: Int?
        /// Nil while the run is under way.
        let exitStatus: Int32?

        enum CodingKeys: String, CodingKey {
            case id, time, command, result, milliseconds, user, manifests, servers
            case formatVersion = "format_version"
            case planDigest = "plan_digest"
            case omittedServers = "omitted_servers"
            case exitStatus = "exit_status"
        }
    }

    let formatVersion = "1.0"
    let entries: [Entry]

    enum CodingKeys: String, CodingKey {
        case formatVersion = "format_version"
        case entries
    }
}

extension HistoryDocument.Entry {
    init(_ entry: JournalEntry) {
        formatVersion = "1.0"
        id = entry.id
        time = UTCTime(secondsSince1970: entry.time).text
        command = entry.command
        result = entry.result.rawValue
        milliseconds = entry.hasEnded ? entry.milliseconds : nil
        user = entry.user
        manifests = entry.origin.isEmpty ? nil : Origin(entry.origin)
        planDigest = entry.plan
        servers = entry.servers.map {
            Server(address: $0.address, action: $0.action, result: $0.result.rawValue, reason: $0.reason)
        }
        omittedServers = entry.omitted > 0 ? entry.omitted : nil
        exitStatus = entry.isUnderWay ? nil : entry.status
    }
}

extension HistoryDocument.Entry.Origin {
    fileprivate init(_ origin: JournalEntry.Origin) {
        (kind, place) = (origin.kind, origin.place)
        directory = origin.directory.isEmpty ? nil : origin.directory
        profile = origin.profile
        environment = origin.environment
        revision = origin.revision?.description
        content = origin.content
        snapshot = origin.snapshot
        unkept = origin.unkept
        targets = origin.targets.isEmpty ? nil : origin.targets
        excludes = origin.excludes.isEmpty ? nil : origin.excludes
    }
}
