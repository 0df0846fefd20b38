/// A named set of servers and how the gateway shows them.
package struct Profile: Hashable, Sendable {
    package var name: ProfileName
    package var description: String?
    package var declaredAt: SourceLocation
    /// Sorted by name; names are unique.
    package var servers: [ServerSpec]
    /// Servers that run elsewhere, sorted by name; no name is one of `servers`.
    package var remotes: [RemoteServer]
    /// Servers whose tools each are the run of a container, sorted by name; no name is one of the others.
    package var toolServers: [ToolServer]
    package var gateway: GatewaySettings

    package init(
        name: ProfileName,
        description: String?,
        declaredAt: SourceLocation,
        servers: [ServerSpec],
        remotes: [RemoteServer] = [],
        toolServers: [ToolServer] = [],
        gateway: GatewaySettings
    ) {
        self.name = name
        self.description = description
        self.declaredAt = declaredAt
        self.servers = servers.sorted { $0.name < $1.name }
        self.remotes = remotes.sorted { $0.name < $1.name }
        self.toolServers = toolServers.sorted { $0.name < $1.name }
        self.gateway = gateway
    }
}
