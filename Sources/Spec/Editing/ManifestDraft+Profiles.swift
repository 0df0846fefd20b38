/// What the commands for profiles do to a tree.
extension ManifestDraft {
    /// Writes a new profile.
    package mutating func createProfile(_ name: ProfileName, description: String?) throws(Problem) {
        let place = "profiles/\(name).yaml"
        if let existing = try profiles().first(where: { $0.name == name.text }) {
            throw .refused("the profile '\(name)' is there already, in '\(existing.path)'", suggestion: nil)
        }
        guard !isWritten(place) else { throw .refused("the file '\(place)' is there already", suggestion: nil) }
        write(Self.text(of: name, description: description, servers: []), to: place)
    }

    /// The text of a profile file.
    package static func text(of name: ProfileName, description: String?, servers: [ManifestValue]) -> String {
        let profile = ManifestValue.eliding([
            ("apiVersion", .text("mcp-reconcile.dev/v1")),
            ("kind", .text("Profile")),
            ("metadata", .eliding([("name", .text(name.text)), ("description", description.map(ManifestValue.text))])),
            ("servers", .list(servers)),
        ])
        return "# yaml-language-server: $schema=../schemas/profile.schema.json\n" + profile.document
    }

    /// Takes a profile's file away.
    package mutating func removeProfile(_ name: ProfileName) throws(Problem) {
        remove(try profile(name).path)
    }

    /// The profiles and how many servers each has, sorted by name.
    package func profileSummaries() throws(Problem) -> [ProfileSummary] {
        try profiles().map { ProfileSummary(name: $0.name, file: $0.path.text, root: $0.root) }
    }

    /// One profile: its summary, and its text as it is in the file.
    package func profileText(_ name: ProfileName) throws(Problem) -> (summary: ProfileSummary, text: String) {
        let file = try profile(name)
        let text = String(decoding: try bytes(of: file.path), as: UTF8.self)
        return (ProfileSummary(name: file.name, file: file.path.text, root: file.root), text)
    }

    /// A server that is to be added: as the profile names it, with values for its configuration.
    package struct AddedServer: Sendable {
        package let name: ServerName
        package let reference: String
        /// Further keys of the server in the profile.
        package var settings: [ManifestValue.Member] = []

        package init(name: ServerName, reference: String) {
            self.name = name
            self.reference = reference
        }

        package var value: ManifestValue {
            .members(
                [ManifestValue.Member("name", .text(name.text)), ManifestValue.Member("ref", .text(reference))]
                    + settings
            )
        }
    }

    /// Adds a server to a profile, or lets the one of that name have this reference.
    package mutating func add(_ server: AddedServer, to profile: ProfileName) throws(Problem) {
        let file = try self.profile(profile)
        let servers = file.root["servers"]?.elements ?? []
        let index = servers.firstIndex { $0["name"]?.string == server.name.text }
        try edit(file.path) { editor throws(ManifestEditor.Refusal) in
            let list = EditPath([.key("servers")])
            guard let index else { return try editor.append(server.value, to: list) }
            try editor.set(list.appending(index).appending("ref"), to: .text(server.reference))
            for setting in server.settings {
                try editor.set(list.appending(index).appending(setting.key), to: setting.value)
            }
        }
    }

    package mutating func removeServer(_ name: String, from profile: ProfileName) throws(Problem) {
        let (file, index) = try server(name, of: profile)
        try edit(file.path) { editor throws(ManifestEditor.Refusal) in
            try editor.remove(EditPath([.key("servers"), .index(index)]))
        }
    }

    /// A server's place in its profile.
    func server(_ name: String, of profile: ProfileName) throws(Problem) -> (file: ProfileFile, index: Int) {
        let file = try self.profile(profile)
        let names = (file.root["servers"]?.elements ?? []).map { $0["name"]?.string ?? "" }
        if let index = names.firstIndex(of: name) { return (file, index) }
        throw .refused(
            "the profile '\(profile)' has no server '\(name)'",
            suggestion: names.nearest(to: name).map { "did you mean '\($0)'?" }
                ?? (names.isEmpty ? nil : "it has: \(names.joined(separator: ", "))")
        )
    }
}

/// A profile in a few words.
package struct ProfileSummary: Hashable, Sendable {
    package struct Server: Hashable, Sendable {
        package let name: String
        package let reference: String
        /// Globs of tools; nil for all.
        package let allow: [String]?
        package let deny: [String]
    }

    package let name: String
    package let file: String
    package let description: String?
    package let servers: [Server]
    /// The file's content as JSON.
    package let json: String

    init(name: String, file: String, root: YAMLNode) {
        self.name = name
        self.file = file
        description = root["metadata"]?["description"]?.text
        servers = (root["servers"]?.elements ?? []).map { server in
            Server(
                name: server["name"]?.text ?? "",
                reference: server["ref"]?.text ?? "",
                allow: server["tools"]?["allow"]?.elements?.compactMap(\.text),
                deny: server["tools"]?["deny"]?.elements?.compactMap(\.text) ?? []
            )
        }
        json = JSONValue(root).prettyText
    }
}
