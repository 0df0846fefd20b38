/// Values of a server's configuration, changed by a command.
extension ManifestDraft {
    /// `server.key`, or `server.section.key` where the server has several sections.
    package struct ConfigKey: Hashable, Sendable {
        package let server: String
        package let keys: [String]

        package init?(_ text: String) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
            server = parts[0]
            keys = Array(parts.dropFirst())
        }
    }

    package mutating func setConfig(
        _ key: ConfigKey,
        to value: ManifestValue?,
        in profile: ProfileName
    ) throws(Problem) {
        let (file, index) = try server(key.server, of: profile)
        let config = EditPath([.key("servers"), .index(index), .key("config")])
        let keys = configPath(key, of: file, index)
        let path = EditPath(config.steps + keys.map(EditPath.Step.key))
        try edit(file.path) { editor throws(ManifestEditor.Refusal) in
            if let value { return try editor.set(path, to: value) }
            try editor.remove(path)
            // What is empty now says nothing any more.
            var steps = path.steps
            while steps.count > config.steps.count {
                steps.removeLast()
                if editor[EditPath(steps)] == .object([:]) { try editor.remove(EditPath(steps)) }
            }
        }
    }

    /// The value as JSON text; nil if the profile does not set it.
    package func configValue(_ key: ConfigKey, in profile: ProfileName) throws(Problem) -> String? {
        let (file, index) = try server(key.server, of: profile)
        let config = file.root["servers"]?.elements?[index]["config"]
        let node = configPath(key, of: file, index).reduce(config) { $0?[$1] }
        return node.map { JSONValue($0).prettyText }
    }

    /// The section is the one that the server's entry has, or the only one there is, and else is called as the server.
    private func configPath(_ key: ConfigKey, of file: ProfileFile, _ index: Int) -> [String] {
        guard let server = file.root["servers"]?.elements?[index] else { return key.keys }
        let declared = (server["config"]?.entries ?? []).map(\.key)
        let sections = Set(declared + entrySections(of: server, in: file))
        if let first = key.keys.first, key.keys.count > 1, sections.contains(first) { return key.keys }
        let only = sections.count == 1 ? sections.first : nil
        return [only ?? key.server.replacing(".", with: "_")] + key.keys
    }

    private func entrySections(of server: YAMLNode, in file: ProfileFile) -> [String] {
        var diagnostics: [Diagnostic] = []
        var reader = ManifestReader(files)
        guard let declaration = ServerDeclaration.format.read(server, &diagnostics) else { return [] }
        var resolver = ServerResolver(
            declaration,
            defaults: [],
            workingDirectory: nil,
            documents: LockReading(&reader).lock?.documents ?? [:]
        )
        guard let entry = resolver.entry(in: file.path, &reader) else { return [] }
        return entry.config.compactMap { ConfigSchema($0, &diagnostics)?.section }
    }
}
