import Spec

/// The tools that clients will see, by server.
struct ServerTools {
    private let tools: [ServerAddress: [ToolSurface.Tool]]
    private let undocumented: Set<ServerAddress>

    init(_ surfaces: [ToolSurface]) {
        var tools: [ServerAddress: [ToolSurface.Tool]] = [:]
        var undocumented: Set<ServerAddress> = []
        for surface in surfaces {
            for tool in surface.tools {
                tools[ServerAddress(profile: surface.profile, server: tool.server), default: []].append(tool)
            }
            for server in surface.undocumented {
                undocumented.insert(ServerAddress(profile: surface.profile, server: server))
            }
        }
        self.tools = tools
        self.undocumented = undocumented
    }

    /// Sorted by exposed name; nil if nothing documents them.
    func documented(at address: ServerAddress) -> [ToolSurface.Tool]? {
        undocumented.contains(address) ? nil : tools[address] ?? []
    }
}
