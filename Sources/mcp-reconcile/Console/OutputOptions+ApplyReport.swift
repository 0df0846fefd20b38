import Applier
import FoundationEssentials
import Planner
import Spec

extension OutputOptions {
    /// Prints what an apply did.
    func print(_ report: ApplyReport) {
        switch format {
        case .text: Console.output.line(report.summary)
        case .json: Console.output.line(report.json)
        }
    }
}

extension ApplyReport {
    fileprivate var summary: String {
        let counts = Dictionary(grouping: outcomes, by: \.result.name).mapValues(\.count)
        let parts = ["applied", "rolled-back", "failed", "interrupted", "unchanged"].compactMap { name in
            counts[name].map { "\($0) \(name)" }
        }
        return "Applied: " + (parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")) + "."
    }

    fileprivate var json: String {
        let document = Document(
            formatVersion: "1.0",
            changedEngine: changedEngine,
            servers: outcomes.map { outcome in
                Document.Server(
                    address: outcome.address.description,
                    action: outcome.action.rawValue,
                    result: outcome.result.name,
                    message: outcome.result.message
                )
            }
        )
        return JSONText.encode(document)
    }

    private struct Document: Encodable {
        struct Server: Encodable {
            let address: String
            let action: String
            let result: String
            let message: String?
        }

        let formatVersion: String
        let changedEngine: Bool
        let servers: [Server]

        enum CodingKeys: String, CodingKey {
            case formatVersion = "format_version"
            case changedEngine = "changed_engine"
            case servers
        }
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
