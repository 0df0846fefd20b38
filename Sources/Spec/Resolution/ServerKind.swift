/// What a server entry is the definition of.
enum ServerKind: String, Hashable, Sendable, CaseIterable {
    /// A container that runs.
    case container = "server"
    /// Somebody else's server.
    case remote
    /// Tools that each are the run of a container; "plain old container image" in the reference's words.
    case tools = "poci"

    /// - Throws: A diagnostic for an entry whose type is unknown, or that lacks what the type needs.
    init(of entry: ServerEntry) throws(Diagnostic) {
        guard let type = entry.type else {
            self = entry.remote == nil ? .container : .remote
            return
        }
        guard let kind = Self(rawValue: type.value) else {
            let types = Self.allCases.map(\.rawValue)
            throw Diagnostic(
                .badValue,
                "'\(type.value)' is no type of server",
                at: type.location,
                suggestion: types.nearest(to: type.value).map { "did you mean '\($0)'?" }
                    ?? "types: \(types.joined(separator: ", "))"
            )
        }
        if kind == .remote, entry.remote == nil {
            throw Diagnostic(.missingKey, "a remote server needs 'remote' with a 'url'", at: type.location)
        }
        if kind == .tools, entry.tools.isEmpty {
            throw Diagnostic(
                .missingKey,
                "a server of type poci needs 'tools' that say what they run",
                at: type.location
            )
        }
        self = kind
    }
}
