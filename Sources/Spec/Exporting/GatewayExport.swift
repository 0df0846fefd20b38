/// A profile in the format of Docker's MCP Gateway, version 1: with a snapshot of each server's entry.
package struct GatewayExport: Sendable {
    /// What the format cannot say, or says in another way; nil is the profile itself.
    package struct Note: Hashable, Sendable {
        package let server: ServerName?
        package let text: String
    }

    private let document: ManifestValue
    package let notes: [Note]

    /// With a final line break.
    package var yaml: String { document.document }
    /// Without one.
    package var json: String { document.json.compactText }

    init(_ name: ProfileName, servers: [ManifestValue], notes: [Note]) {
        self.notes = notes
        document = .eliding([
            ("version", .integer(1)),
            ("id", .text(name.text)),
            ("name", .text(name.text)),
            ("servers", .list(servers)),
            // Where that gateway looks for what entries ask for by name; it holds no value.
            ("secrets", .eliding([("default", .eliding([("provider", .text("docker-desktop-store"))]))])),
        ])
    }
}

extension ManifestDraft {
    /// A profile as Docker's MCP Gateway imports it.
    ///
    /// - Throws: ``Problem``, also where the format would let clients do more than the profile does.
    package func export(_ name: ProfileName) throws(Problem) -> GatewayExport {
        let file = try profile(name)
        guard let resolved = try resolvedProfile(name) else {
            throw .refused("the profile '\(name)' cannot be read", suggestion: "run 'mcp-reconcile validate'")
        }
        var diagnostics: [Diagnostic] = []
        guard let declaration = ProfileDeclaration.format.read(file.root, &diagnostics) else {
            throw .invalid(DiagnosticReport(diagnostics))
        }
        var (servers, notes): ([ManifestValue], [GatewayExport.Note]) = ([], [])
        var exported: [String: ServerName] = [:]
        for server in declaration.servers {
            let own = server.name.value
            var export = GatewayServerExport(
                server,
                written: file.root["servers"]?.elements?.first { $0["name"]?.text == own.text },
                entry: try entry(of: server, in: file.path),
                as: resolved
            )
            let value = try export.value()
            notes += export.notes.map { GatewayExport.Note(server: own, text: $0) }
            guard let value else { continue }
            if let other = exported.updateValue(own, forKey: export.name) {
                throw .refused(
                    "'\(other)' and '\(own)' would both be called '\(export.name)', which that format does not allow",
                    suggestion: "give each an entry with a name of its own"
                )
            }
            servers.append(value)
        }
        let settings = ["interceptors", "gateway"].filter { file.root[$0] != nil }
        if !settings.isEmpty {
            let text = "the format has no place for \(settings.joined(separator: ", "))"
            notes.append(GatewayExport.Note(server: nil, text: text))
        }
        return GatewayExport(name, servers: servers, notes: notes)
    }

    /// What a reference leads to; nil for an image by itself.
    private func entry(of server: ServerDeclaration, in profile: TreePath) throws(Problem) -> YAMLNode? {
        var reader = ManifestReader(files)
        var diagnostics: [Diagnostic] = []
        let (name, reference) = (server.name.value, server.reference)
        let node: YAMLNode?
        if reference.value.hasPrefix("docker://") { return nil }
        if RegistryEntryReader.isMeant(by: reference.value) {
            let documents = LockReading(&reader).lock?.documents ?? [:]
            node = RegistryEntryReader(reference: reference, documents: documents).node(&diagnostics)
        } else if reference.value.hasPrefix("catalog://") {
            node = CatalogReader(server: name, reference: reference).listed(&reader, &diagnostics)?.node
        } else {
            node = EntryReader(server: name, reference: reference, profile: profile).node(&reader, &diagnostics)
        }
        guard let node else { throw .invalid(DiagnosticReport(diagnostics, sources: reader.sources)) }
        return node
    }
}
