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
        let tools = names.entries.map { entry in
            Tool(server: entry.server, name: entry.name, exposedName: entry.exposedName, collides: entry.collides)
        }
        self.init(
            profile: profile.name,
            tools: tools.sorted { $0.exposedName < $1.exposedName },
            undocumented: profile.servers.filter(\.documentedTools.isEmpty).map(\.name)
        )
    }
}
