/// What a manifest may say and this version does not serve: refused by name, never ignored.
struct UnsupportedFeatures: Sendable {
    let diagnostics: [Diagnostic]

    init(of declaration: ServerDeclaration) {
        var found: [Diagnostic] = []
        if let secrets = declaration.secrets, !secrets.value.isEmpty {
            found.append(.unsupportedSecrets(at: secrets.location))
        }
        let reference = declaration.reference
        let scheme = String(reference.value.prefix { $0 != ":" })
        if !["docker", "file", "catalog", "https", "http"].contains(scheme) {
            found.append(
                Diagnostic(
                    .unsupportedReference,
                    "references by '\(scheme)://' are not served by this version",
                    at: reference.location,
                    suggestion: "write docker://image, catalog://catalog/server, file://path of a server entry in the "
                        + "tree, or the https URL of a server in an MCP registry"
                )
            )
        }
        diagnostics = found
    }

    init(of entry: ServerEntry) {
        var found: [Diagnostic] = []
        if let secrets = entry.secrets, !secrets.value.isEmpty {
            found.append(.unsupportedSecrets(at: secrets.location))
        }
        if let hosts = entry.allowedHosts, !hosts.value.isEmpty { found.append(.unsupportedHosts(at: hosts.location)) }
        diagnostics = found
    }
}

extension Diagnostic {
    static func unsupportedSecrets(at location: SourceLocation) -> Self {
        Self(
            .unsupportedSecrets,
            "secrets are not served by this version",
            at: location,
            suggestion: "remove the server, or the secrets if it works without; never put a secret into env or config"
        )
    }

    static func unsupportedHosts(at location: SourceLocation) -> Self {
        Self(
            .unsupportedHosts,
            "a network that is limited to hosts is not served by this version",
            at: location,
            suggestion: "write 'network: none', or 'network: bridge' in the profile for an unlimited one"
        )
    }
}
