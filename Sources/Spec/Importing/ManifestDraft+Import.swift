extension ManifestDraft {
    /// What became of one server of an import.
    package struct ImportOutcome: Hashable, Sendable {
        package let originalName: String
        /// Nil if it was not taken over.
        package let name: ServerName?
        /// What somebody has to know or do.
        package let notes: [String]
    }

    /// Writes servers of another tool's configuration into `servers/`, and a profile that has them.
    ///
    /// An existing profile gets them beside its own. Servers are chosen by the other tool's names; none means all.
    package mutating func importServers(
        from source: ImportSource,
        into profile: ProfileName,
        only: [String] = []
    ) throws(Problem) -> [ImportOutcome] {
        var servers: [ImportedServer]
        do {
            servers = try source.servers()
        } catch {
            throw .invalid(error)
        }
        let names = servers.map(\.originalName)
        for name in only where !names.contains(name) {
            throw .refused(
                "'\(source.name)' has no server '\(name)'",
                suggestion: names.nearest(to: name).map { "did you mean '\($0)'?" }
            )
        }
        if !only.isEmpty { servers = servers.filter { only.contains($0.originalName) } }
        if try profiles().allSatisfy({ $0.name != profile.text }) { try createProfile(profile, description: nil) }
        return try servers.map { server throws(Problem) in try add(server, to: profile, source.origin) }
    }

    mutating func add(
        _ server: ImportedServer,
        to profile: ProfileName,
        _ origin: String
    ) throws(Problem) -> ImportOutcome {
        guard let name = ServerName.suggested(by: server.originalName), server.entry != nil || server.reference != nil
        else {
            return ImportOutcome(originalName: server.originalName, name: nil, notes: server.notes)
        }
        var reference = server.reference ?? ""
        if let entry = server.entry {
            let text = origin + entry.document
            let place = try self.place(of: text, name: name, profile: profile)
            write(text, to: place)
            reference = "file://\(place)"
        }
        var added = AddedServer(name: name, reference: reference)
        added.settings = server.settings
        try add(added, to: profile)
        return ImportOutcome(originalName: server.originalName, name: name, notes: server.notes)
    }

    /// A file that is there with other content stays.
    private func place(of text: String, name: ServerName, profile: ProfileName) throws(Problem) -> String {
        for place in ["servers/\(name).yaml", "servers/\(profile)-\(name).yaml"] {
            guard isWritten(place) else { return place }
            let bytes = try bytes(of: TreePath(place.split(separator: "/").map(String.init)))
            if bytes == Array(text.utf8) { return place }
        }
        throw .refused("the file 'servers/\(name).yaml' is there already and differs", suggestion: "move it away")
    }
}
