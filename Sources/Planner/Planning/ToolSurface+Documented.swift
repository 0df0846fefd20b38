import Spec

extension ToolSurface {
    /// What clients will see of a profile, as far as server entries and image labels document it.
    init(documentedBy profile: Profile, images: [ImageReference: ObservedImage] = [:]) {
        let documented =
            profile.servers.map { ($0.serving, $0.documentedTools) }
            + profile.remotes.map { ($0.serving, $0.documentedTools) }
            + profile.toolServers.map { ($0.serving, $0.documentedTools) }
        let sources = documented.sorted { $0.0.name < $1.0.name }.map { server, tools in
            ExposedNames.Source(
                server: server.name,
                prefix: server.prefix,
                policy: server.tools,
                names: tools.map(\.name)
            )
        }
        let names = ExposedNames(sources, naming: profile.gateway.naming)
        self.init(
            profile: profile.name,
            tools: Self.tools(names.entries, Self.images(of: profile, images)),
            withheld: Self.tools(names.withheld),
            undocumented: documented.filter(\.1.isEmpty).map(\.0.name).sorted()
        )
    }

    /// What each container tool runs.
    private static func images(
        of profile: Profile,
        _ images: [ImageReference: ObservedImage]
    ) -> [ServerName: [String: String]] {
        profile.toolServers.reduce(into: [:]) { found, server in
            for tool in server.tools {
                let content = images[tool.image]?.id.text ?? ContainerDefinition.unknownContent
                found[server.name, default: [:]][tool.name] = "\(tool.image) (\(content))"
            }
        }
    }

    private static func tools(
        _ entries: [ExposedNames.Entry],
        _ images: [ServerName: [String: String]] = [:]
    ) -> [Tool] {
        entries.map { entry in
            Tool(
                server: entry.server,
                name: entry.name,
                exposedName: entry.exposedName,
                collides: entry.collides,
                image: images[entry.server]?[entry.name]
            )
        }
        .sorted { ($0.exposedName, $0.server, $0.name) < ($1.exposedName, $1.server, $1.name) }
    }
}
