/// The JSON Schemas of the manifest files, generated from the field tables that the decoder uses.
package enum ManifestSchema: String, Hashable, Sendable, CaseIterable {
    case profile, repository, server, environment, lock

    /// The file under `schemas/` that holds it.
    package var fileName: String { "\(rawValue).schema.json" }

    /// The schema as JSON Schema draft-07, with sorted keys and a final line break.
    package var json: String { document.prettyText + "\n" }

    var document: JSONValue {
        guard case .object(var members) = fields else { preconditionFailure("manifests are mappings") }
        members["$schema"] = "http://json-schema.org/draft-07/schema#"
        members["$id"] = .string("https://mcp-reconcile.dev/schemas/\(fileName)")
        members["title"] = .string(title)
        return .object(members)
    }

    private var fields: JSONValue {
        switch self {
        case .profile: ProfileDeclaration.format.schema
        case .repository: RepositoryDeclaration.format.schema
        case .server: ServerEntry.format.schema
        case .lock: LockDeclaration.format.schema
        case .environment: EnvironmentDeclaration.format.schema
        }
    }

    private var title: String {
        switch self {
        case .profile: "A profile: a named set of MCP servers"
        case .repository: "reconcile.yaml: whose the manifests are"
        case .server: "A server entry in the format of Docker's MCP Gateway"
        case .lock: "mcp-reconcile.lock: the content of images, and what their servers list"
        case .environment: "An environment: what differs in one place, field by field"
        }
    }
}
