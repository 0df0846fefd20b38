import Applier
import Planner
import Spec

extension ApplyReport {
    var summary: String {
        let counts = Dictionary(grouping: outcomes, by: \.result.name).mapValues(\.count)
        let parts = ["applied", "rolled-back", "failed", "interrupted", "unchanged"].compactMap { name in
            counts[name].map { "\($0) \(name)" }
        }
        return "Applied: " + (parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")) + "."
    }

    var json: String { CanonicalJSON.eliding([("format_version", .string("1.0"))] + members).text }

    /// What was done, server by server.
    var members: [(String, CanonicalJSON?)] {
        let servers = outcomes.map { outcome in
            CanonicalJSON.eliding([
                ("address", .string(outcome.address.description)),
                ("action", .string(outcome.action.rawValue)),
                ("result", .string(outcome.result.name)),
                ("message", outcome.result.message.map(CanonicalJSON.string)),
            ])
        }
        return [
            ("changed_engine", .bool(changedEngine)), ("exit_status", .integer(Int64(exitCode))),
            ("servers", .array(servers)),
        ]
    }
}

extension ApplyReport.Result {
    var name: String {
        switch self {
        case .unchanged: "unchanged"
        case .applied: "applied"
        case .rolledBack: "rolled-back"
        case .failed: "failed"
        case .interrupted: "interrupted"
        }
    }

    /// Why it is not as it should be; nil if it is.
    var message: String? {
        switch self {
        case .unchanged, .applied, .interrupted: nil
        case .rolledBack(let error): error.message
        case .failed(let failure): failure.message
        }
    }
}
