/// Reads what Docker's MCP Gateway keeps: an exported profile, or the set of `registry.yaml`, `config.yaml`,
/// `tools.yaml` and catalogs.
struct GatewayImport: Sendable {
    let servers: [ImportedServer]

    /// An exported profile: version 1, with a snapshot of each server's entry.
    init(profile root: YAMLNode) {
        servers = (root["servers"]?.elements ?? []).map { element in
            let snapshot = element["snapshot"]?["server"]
            let place = (element["image"] ?? element["endpoint"] ?? element["source"])?.text ?? ""
            let name =
                snapshot?["name"]?.text ?? String(place.split(separator: "/").last?.prefix { $0 != ":" } ?? "server")
            var server = ImportedServer(name)
            Self.fill(&server, snapshot, config: element["config"], tools: element["tools"])
            if snapshot == nil { Self.fill(&server, withoutSnapshot: element) }
            return server
        }
    }

    /// Which servers are enabled, their settings, and the entries of all catalogs, by name.
    init(registry: YAMLNode, config: YAMLNode?, tools: YAMLNode?, entries: [String: YAMLNode]) {
        servers = (registry["registry"]?.entries ?? []).map { enabled in
            var server = ImportedServer(enabled.key)
            let section = enabled.key.replacing(".", with: "_")
            guard let entry = entries[enabled.key] else {
                server.notes.append("no catalog beside the file has it, and it was not taken over")
                return server
            }
            let own = enabled.value["config"].flatMap { $0.entries?.isEmpty == false ? $0 : nil }
            Self.fill(&server, entry, config: own ?? config?[section], tools: tools?[enabled.key])
            return server
        }
    }

    private static func fill(
        _ server: inout ImportedServer,
        _ entry: YAMLNode?,
        config: YAMLNode?,
        tools: YAMLNode?
    ) {
        if let entry {
            let clean = entry.withoutEmptyMembers.setting("name", to: entry["name"] ?? entry.named(server.originalName))
            server.entry = ManifestValue(clean.withoutEmptyTools)
            if entry["secrets"]?.elements?.isEmpty == false {
                server.notes.append("its entry asks for secrets, which this version does not serve")
            }
        }
        if let config, config.entries?.isEmpty == false {
            let section = server.originalName.replacing(".", with: "_")
            let values = Self.withoutSecrets(config, &server)
            server.settings.append(
                ManifestValue.Member("config", .members([ManifestValue.Member(section, values)]))
            )
        }
        if let tools = tools?.elements {
            let names = tools.compactMap(\.text).map(ManifestValue.text)
            server.settings.append(ManifestValue.Member("tools", .eliding([("allow", .list(names))])))
        }
    }

    private static func withoutSecrets(_ config: YAMLNode, _ server: inout ImportedServer) -> ManifestValue {
        let guardian = ImportedSecrets()
        var kept: [ManifestValue.Member] = []
        for entry in config.entries ?? [] {
            if let text = entry.value.text, case .secret = guardian.judge(text, named: entry.key) {
                server.notes.append("the value of '\(entry.key)' is a credential, and was not written")
            } else {
                kept.append(ManifestValue.Member(entry.key, ManifestValue(entry.value)))
            }
        }
        return .members(kept)
    }

    private static func fill(_ server: inout ImportedServer, withoutSnapshot element: YAMLNode) {
        if let image = element["image"]?.text, !image.isEmpty {
            server.reference = "docker://\(image)"
        } else if let endpoint = element["endpoint"]?.text, !endpoint.isEmpty {
            server.entry = .eliding([
                ("name", .text(server.originalName)), ("type", .text("remote")),
                ("remote", .eliding([("url", .text(endpoint))])),
            ])
        } else {
            server.notes.append("it has no snapshot, and was not taken over")
        }
    }
}

extension YAMLNode {
    fileprivate func named(_ name: String) -> YAMLNode {
        YAMLNode(content: .scalar(.string, text: name), location: location)
    }

    /// Without the forms of `container` and `parameters` that stand for nothing.
    fileprivate var withoutEmptyTools: YAMLNode {
        guard let tools = self["tools"], let elements = tools.elements else { return self }
        let cleaned = elements.map { tool -> YAMLNode in
            guard let entries = tool.entries else { return tool }
            let kept = entries.map { entry in
                Entry(key: entry.key, keyLocation: entry.keyLocation, value: entry.value.withoutEmptyMembers)
            }
            return YAMLNode(content: .mapping(kept), location: tool.location).withoutEmptyMembers
        }
        return setting("tools", to: YAMLNode(content: .sequence(cleaned), location: tools.location))
    }
}
