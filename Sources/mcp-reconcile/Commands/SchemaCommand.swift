import ArgumentParser
import Planner
import Spec

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a manifest kind or of a result, for editors and for checks.",
        discussion: """
            Examples:
              mcp-reconcile schema profile > profile.schema.json
              mcp-reconcile schema status > status.schema.json
              mcp-reconcile schema history
            """
    )

    /// What has a schema that is made from the program's own types.
    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case profile, repository, server, environment, lock
        case status, history

        var json: String {
            switch self {
            case .profile: ManifestSchema.profile.json
            case .repository: ManifestSchema.repository.json
            case .server: ManifestSchema.server.json
            case .environment: ManifestSchema.environment.json
            case .lock: ManifestSchema.lock.json
            case .status: StatusSchema.json
            case .history: HistorySchema.json
            }
        }
    }

    @Argument(help: "profile, repository, server, environment, lock, status or history.")
    var kind: Kind

    func run() throws {
        Console.output.write(kind.json)
    }
}
