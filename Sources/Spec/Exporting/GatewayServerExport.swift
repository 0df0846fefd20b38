/// One server of a profile in the format of Docker's MCP Gateway.
struct GatewayServerExport {
    private let declaration: ServerDeclaration
    private let written: YAMLNode?
    private let entry: YAMLNode?
    private let profile: Profile
    /// As the server is called there: templates of its entry find their values by it.
    let name: String
    private(set) var notes: [String] = []

    /// The server as the profile's file has it, and what its reference leads to, nil for an image by itself.
    init(_ declaration: ServerDeclaration, written: YAMLNode?, entry: YAMLNode?, as profile: Profile) {
        (self.declaration, self.written, self.entry, self.profile) = (declaration, written, entry, profile)
        let own = declaration.name.value.text
        let names = [entry?["name"]?.text, own].compactMap { $0 }
        name = names.first { declaration.config?[Self.section($0)] != nil } ?? names[0]
    }

    /// Nil for a server that the format cannot hold, which a note tells.
    mutating func value() throws(ManifestDraft.Problem) -> ManifestValue? {
        let own = declaration.name.value
        if profile.toolServers.contains(where: { $0.serving.name == own }) {
            notes.append("its tools are runs of containers, which the format has no type of server for: left out")
            return nil
        }
        if name != own.text { notes.append("it is called '\(name)' there, as its entry is") }
        let (kind, place) = location
        let tools = try tools()
        noteWhatIsLeftOut()
        return .eliding([
            ("type", .text(source != nil ? "registry" : kind == .remote ? "remote" : "image")),
            (source != nil ? "source" : kind == .remote ? "endpoint" : "image", .text(source ?? place)),
            ("config", config),
            ("secrets", .text("default")),
            ("tools", tools),
            ("snapshot", .eliding([("server", snapshot(kind))])),
        ])
    }

    private enum Kind {
        case container, remote
    }

    private var location: (Kind, String) {
        if let url = entry?["remote"]?["url"]?.text, !url.isEmpty { return (.remote, url) }
        return (.container, entry?["image"]?.text ?? String(declaration.reference.value.dropFirst("docker://".count)))
    }

    /// The document of a registry that it is defined by.
    private var source: String? {
        let reference = declaration.reference.value
        return RegistryEntryReader.isMeant(by: reference) ? RegistryURL(reference).document : nil
    }

    private static func section(_ name: String) -> String { name.replacing(".", with: "_") }

    private var config: ManifestValue? {
        mutating get {
            let sections = declaration.config?.entries ?? []
            let others = sections.map(\.key).filter { $0 != Self.section(name) }
            if !others.isEmpty { notes.append("its configuration has one section there: left out is \(list(others))") }
            return declaration.config?[Self.section(name)].map(ManifestValue.init)
        }
    }

    private func list(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

    // MARK: Tools

    /// The names of the tools that clients may use; nil for all.
    private func tools() throws(ManifestDraft.Problem) -> ManifestValue? {
        let name = declaration.name.value
        let server = profile.servers.first { $0.name == name }
        let remote = profile.remotes.first { $0.serving.name == name }
        guard let policy = server?.tools ?? remote?.serving.tools else { return nil }
        if policy.allow == nil, policy.deny.isEmpty, !policy.isReadOnly { return nil }
        let isPlain = policy.allow?.allSatisfy { !$0.contains { "*?".contains($0) } } ?? false
        if let allow = policy.allow, isPlain, policy.deny.isEmpty, !policy.isReadOnly {
            return .list(allow.map(ManifestValue.text))
        }
        let known = server?.documentedTools ?? remote?.documentedTools ?? []
        guard !known.isEmpty else {
            throw .refused(
                "the tools of '\(name)' are chosen by patterns, which that format has not, and are not known",
                suggestion: "run 'mcp-reconcile lock', or write their names into 'allow'"
            )
        }
        let exposed = known.filter { tool in
            let isHarmless = tool.annotations?["readOnlyHint"] == .boolean(true)
            return policy.exposes(tool.name) && (isHarmless || !policy.isReadOnly)
        }
        return .list(exposed.map { .text($0.name) })
    }

    // MARK: Snapshot

    private mutating func snapshot(_ kind: Kind) -> ManifestValue {
        var members = entry.map { ManifestValue($0).members } ?? []
        if kind == .container {
            if entry == nil { members.set("image", to: .text(location.1)) }
            fillContainer(&members)
        } else if entry?["remote"]?["headers"]?.entries?.contains(where: { $0.value.text?.contains("$") ?? false })
            == true
        {
            notes.append("variables in its headers are taken from declared secrets there: declare them in its entry")
        }
        let first: [ManifestValue.Member] = [
            ManifestValue.Member("name", .text(name)),
            ManifestValue.Member("type", .text(kind == .remote ? "remote" : "server")),
        ]
        return .members(first + members.filter { $0.key != "name" && $0.key != "type" })
    }

    /// What the profile says beside the entry.
    private mutating func fillContainer(_ members: inout [ManifestValue.Member]) {
        if let command = declaration.command?.value {
            members.set("command", to: .list(command.map { .text($0.value) }))
        }
        if let user = declaration.user { members.set("user", to: .text(user.value)) }
        if !declaration.environment.isEmpty { members.set("env", to: environment) }
        let volumes = volumes
        if !volumes.isEmpty {
            let said = entry?["volumes"]?.elements?.map(ManifestValue.init) ?? []
            members.set("volumes", to: .list(said + volumes))
        }
        let spec = profile.servers.first { $0.name == declaration.name.value }
        // There, a server has a network unless its entry forbids it.
        if spec?.network == NetworkPolicy.none { members.set("disableNetwork", to: .boolean(true)) }
        if spec?.http != nil { notes.append("it answers HTTP, and that gateway speaks to standard streams alone") }
    }

    private var environment: ManifestValue {
        let own = declaration.environment
        let rest = (entry?["env"]?.elements ?? []).filter { variable in
            !own.contains { $0.name == variable["name"]?.text }
        }
        return .list(
            rest.map(ManifestValue.init)
                + own.map { .eliding([("name", .text($0.name)), ("value", .text($0.value.value))]) }
        )
    }

    private var volumes: [ManifestValue] {
        mutating get {
            declaration.mounts.compactMap { mount in
                let source = mount.value.source.value
                if source.hasPrefix(".") {
                    notes.append("the mount of '\(source)' is relative to this tree: left out")
                    return nil
                }
                return .text("\(source):\(mount.value.target.value)\(mount.value.isReadOnly ? ":ro" : "")")
            }
        }
    }

    private mutating func noteWhatIsLeftOut() {
        let keys = [
            "isolation", "warm", "timeouts", "resources", "protocol", "lock", "drift", "protect", "onRemove",
        ]
        let unknown = keys.filter { written?[$0] != nil }
        let tools = ["rename", "describe"].filter { written?["tools"]?[$0] != nil }.map { "tools.\($0)" }
        if !(unknown + tools).isEmpty { notes.append("the format has no place for \(list(unknown + tools))") }
    }
}

extension ManifestValue {
    /// None for what is no mapping.
    fileprivate var members: [Member] {
        if case .members(let members) = self { members } else { [] }
    }
}

extension [ManifestValue.Member] {
    /// Replaces the value of a key, or adds it at the end.
    fileprivate mutating func set(_ key: String, to value: ManifestValue) {
        let member = ManifestValue.Member(key, value)
        if let index = firstIndex(where: { $0.key == key }) { self[index] = member } else { append(member) }
    }
}
