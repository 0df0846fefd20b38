/// Puts what an environment says in the place of what profiles say.
///
/// A mapping is overridden key by key, a list or a single value as a whole.
struct EnvironmentOverlay: Sendable {
    private let declaration: EnvironmentDeclaration
    private var seenProfiles: Set<String> = []
    private(set) var diagnostics: [Diagnostic] = []

    init(_ declaration: EnvironmentDeclaration) {
        self.declaration = declaration
    }

    /// `reconcile.yaml` in this environment.
    func repository(_ root: YAMLNode) -> YAMLNode {
        guard let defaults = declaration.defaults else { return root }
        return root.overriding("defaults", by: defaults)
    }

    /// A profile in this environment.
    mutating func profile(_ root: YAMLNode) -> YAMLNode {
        guard let name = root["metadata"]?["name"]?.string else { return root }
        seenProfiles.insert(name)
        guard let override = declaration.profiles.first(where: { $0.name == name })?.value else { return root }
        var profile = root
        if let defaults = override.defaults { profile = profile.overriding("defaults", by: defaults) }
        if let gateway = override.gateway { profile = profile.overriding("gateway", by: gateway) }
        guard let servers = root["servers"], let elements = servers.elements else { return profile }
        let names = elements.compactMap { $0["name"]?.string }
        for server in override.servers where !names.contains(server.name) {
            diagnostics.append(.nothingToOverride("server", server.name, at: server.location, known: names))
        }
        let overridden = elements.map { element in
            let own = override.servers.first { $0.name == element["name"]?.string }
            return own.map { element.normalizedEnvironment.overridden(by: $0.value.normalizedEnvironment) } ?? element
        }
        return profile.setting(
            "servers",
            to: YAMLNode(content: .sequence(overridden), location: servers.location)
        )
    }

    /// Reports profiles that no file has; called after every profile was seen.
    mutating func reportUnknownProfiles() {
        for profile in declaration.profiles where !seenProfiles.contains(profile.name) {
            let known = seenProfiles.sorted()
            diagnostics.append(.nothingToOverride("profile", profile.name, at: profile.location, known: known))
        }
    }
}

extension YAMLNode {
    fileprivate func overriding(_ key: String, by value: YAMLNode) -> YAMLNode {
        setting(key, to: self[key]?.overridden(by: value) ?? value)
    }

    /// This value with another one's members in the place of its own.
    fileprivate func overridden(by other: YAMLNode) -> YAMLNode {
        guard let members = other.entries, entries != nil else { return other }
        return members.reduce(self) { node, member in
            let value = node[member.key]?.overridden(by: member.value) ?? member.value
            return node.setting(member.key, at: member.keyLocation, to: value)
        }
    }

    /// A server whose `env` is a mapping, though it is written as a list.
    fileprivate var normalizedEnvironment: YAMLNode {
        guard let variables = self["env"], let elements = variables.elements else { return self }
        let entries = elements.compactMap { element -> Entry? in
            guard let name = element["name"], let key = name.text, let value = element["value"] else { return nil }
            return Entry(key: key, keyLocation: name.location, value: value)
        }
        // What is no list of names and values, or names one twice, stays as it is and is reported by its format.
        guard entries.count == elements.count, Set(entries.map(\.key)).count == entries.count else { return self }
        return setting("env", to: YAMLNode(content: .mapping(entries), location: variables.location))
    }
}

extension Diagnostic {
    fileprivate static func nothingToOverride(
        _ noun: String,
        _ name: String,
        at location: SourceLocation,
        known: [String]
    ) -> Self {
        let all = known.isEmpty ? nil : "there are: \(known.prefix(10).joined(separator: ", "))"
        return Self(
            .nothingToOverride,
            "the environment overrides the \(noun) '\(name)', and there is none of that name",
            at: location,
            suggestion: known.nearest(to: name).map { "did you mean '\($0)'?" } ?? all
        )
    }
}
