/// A named set of servers and how the gateway shows them.
package struct Profile: Hashable, Sendable {
    package var name: ProfileName
    package var description: String?
    package var declaredAt: SourceLocation
    /// Sorted by name; names are unique.
    package var servers: [ServerSpec]
    package var gateway: GatewaySettings

    package init(
        name: ProfileName,
        description: String?,
        declaredAt: SourceLocation,
        servers: [ServerSpec],
        gateway: GatewaySettings
    ) {
        self.name = name
        self.description = description
        self.declaredAt = declaredAt
        self.servers = servers.sorted { $0.name < $1.name }
        self.gateway = gateway
    }
}

/// How a profile's tools are exposed.
package struct GatewaySettings: Hashable, Sendable {
    package var naming: ToolNaming

    package init(naming: ToolNaming = .automatic) {
        self.naming = naming
    }
}

/// When an exposed tool carries its server's name.
package enum ToolNaming: String, Hashable, Sendable, CaseIterable {
    /// Bare where unique; on a collision every colliding tool becomes `server__tool`.
    case automatic = "auto"
    /// Always `server__tool`.
    case prefixed = "prefix"
    /// Always bare; a collision is refused when it can be known beforehand, else withheld.
    case bare
}
