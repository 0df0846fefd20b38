/// Keys of a profile's server that mean nothing for the kind of server that its reference leads to.
struct InapplicableKeys: Sendable {
    let diagnostics: [Diagnostic]

    init(of declaration: ServerDeclaration, _ entry: ServerEntry?, for kind: ServerKind) {
        var found: [(key: String, place: SourceLocation?)] = []
        switch kind {
        case .container: found = [("hostPaths", declaration.hostPaths?.location)]
        case .remote:
            found = [
                ("hostPaths", declaration.hostPaths?.location),
                ("http", (declaration.http ?? entry?.http)?.location),
                ("protect", declaration.isProtected?.location),
                ("onRemove", declaration.onRemove?.location),
            ]
        case .tools:
            found = [
                ("http", (declaration.http ?? entry?.http)?.location),
                ("config", declaration.config?.location),
                ("command", declaration.command?.location),
                ("env", declaration.environment.first?.location),
                ("user", declaration.user?.location),
                ("mounts", declaration.mounts.first?.location),
                ("isolation", declaration.isolation.flatMap { $0.value == .shared ? nil : $0.location }),
                ("protect", declaration.isProtected?.location),
                ("onRemove", declaration.onRemove?.location),
            ]
        }
        diagnostics = found.compactMap { key, place in
            place.map { place in
                Diagnostic(
                    .inapplicableKey,
                    "'\(key)' means nothing for \(kind.noun)",
                    at: place,
                    suggestion: key == "hostPaths" ? "a server's own directories go into 'mounts'" : "remove it"
                )
            }
        }
    }
}

extension ServerKind {
    fileprivate var noun: String {
        switch self {
        case .container: "a server in a container"
        case .remote: "a remote server"
        case .tools: "a server whose tools are containers of their own"
        }
    }
}
