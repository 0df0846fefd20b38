import Spec

extension DesiredState {
    /// Every server of every profile.
    var servers: [ServerAddress: ServerSpec] {
        var servers: [ServerAddress: ServerSpec] = [:]
        for profile in profiles {
            for server in profile.servers {
                servers[ServerAddress(profile: profile.name, server: server.name)] = server
            }
        }
        return servers
    }

    /// Every image that some server is made of, or that a tool runs.
    var images: Set<ImageReference> {
        Set(
            profiles.flatMap { profile in
                profile.servers.map(\.image) + profile.toolServers.flatMap { $0.tools.map(\.image) }
            }
        )
    }
}
