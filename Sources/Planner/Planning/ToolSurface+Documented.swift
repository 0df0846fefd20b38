import Spec

extension ToolSurface {
    /// What clients will see of a profile, as far as server entries and image labels document it.
    init(documentedBy profile: Profile) {
        let sources = profile.servers.map { server in
            ExposedNames.Source(
                server: server.name,
                prefix: server.prefix,
                policy: server.tools,
                names: server.documentedTools.map(\.name)
            )
        }
        let names = ExposedNames(sources, naming: profile.gateway.naming)
        self.init(
            profile: profile.name,
            tools: Self.tools(names.entries),
            withheld: Self.tools(names.withheld),
            undocumented: profile.servers.filter(\.documentedTools.isEmpty).map(\.name)
        )
    }

    private static func tools(_ entries: [ExposedNames.Entry]) -> [Tool] {
        entries.map { entry in
            Tool(server: entry.server, name: entry.name, exposedName: entry.exposedName, collides: entry.collides)
        }
        .sorted { ($0.exposedName, $0.server, $0.name) < ($1.exposedName, $1.server, $1.name) }
    }
}
