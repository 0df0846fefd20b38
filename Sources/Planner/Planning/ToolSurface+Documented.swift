import Spec

extension ToolSurface {
    /// What clients will see of a profile, as far as server entries and image labels document it.
    init(documentedBy profile: Profile) {
        let documented =
            profile.servers.map { ($0.serving, $0.documentedTools) }
            + profile.remotes.map { ($0.serving, $0.documentedTools) }
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
            tools: Self.tools(names.entries),
            withheld: Self.tools(names.withheld),
            undocumented: documented.filter(\.1.isEmpty).map(\.0.name).sorted()
        )
    }

    private static func tools(_ entries: [ExposedNames.Entry]) -> [Tool] {
        entries.map { entry in
            Tool(server: entry.server, name: entry.name, exposedName: entry.exposedName, collides: entry.collides)
        }
        .sorted { ($0.exposedName, $0.server, $0.name) < ($1.exposedName, $1.server, $1.name) }
    }
}
