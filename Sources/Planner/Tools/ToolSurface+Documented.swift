import Spec

extension ToolSurface {
    /// What clients will see of a profile, as far as server entries and image labels document it.
    init(documentedBy profile: Profile, images: [ImageReference: ObservedImage] = [:]) {
        let documented =
            profile.servers.map { ($0.serving, $0.documentedTools) }
            + profile.remotes.map { ($0.serving, $0.documentedTools) }
            + profile.toolServers.map { ($0.serving, $0.documentedTools) }
        let shown = documented.sorted { $0.0.name < $1.0.name }
        let sources = shown.map { server, tools in
            ExposedNames.Source(
                server: server.name,
                prefix: server.prefix,
                policy: server.tools,
                names: tools.map(\.name)
            )
        }
        let names = ExposedNames(sources, naming: profile.gateway.naming)
        let documentation = Documentation(shown, images: Self.images(of: profile, images))
        self.init(
            profile: profile.name,
            tools: documentation.tools(names.entries),
            withheld: documentation.tools(names.withheld),
            undocumented: shown.filter(\.1.isEmpty).map(\.0.name).sorted()
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
}

/// What is said of each server's tools, the profile's own words before the server's.
private struct Documentation {
    private let tools: [ServerName: [String: DocumentedTool]]
    private let images: [ServerName: [String: String]]

    init(_ servers: [(ServingPolicy, [DocumentedTool])], images: [ServerName: [String: String]]) {
        var tools: [ServerName: [String: DocumentedTool]] = [:]
        for (serving, documented) in servers {
            for tool in documented {
                var tool = tool
                tool.description = serving.tools.descriptions[tool.name] ?? tool.description
                tools[serving.name, default: [:]][tool.name] = tools[serving.name]?[tool.name] ?? tool
            }
        }
        self.tools = tools
        self.images = images
    }

    func tools(_ entries: [ExposedNames.Entry]) -> [ToolSurface.Tool] {
        entries.map { entry in
            ToolSurface.Tool(
                server: entry.server,
                name: entry.name,
                exposedName: entry.exposedName,
                collides: entry.collides,
                image: images[entry.server]?[entry.name],
                documentation: tools[entry.server]?[entry.name]
            )
        }
        .sorted { ($0.exposedName, $0.server, $0.name) < ($1.exposedName, $1.server, $1.name) }
    }
}
