/// What is made of a lock that is beside the manifests.
package enum LockUse: Hashable, Sendable {
    /// Servers are what they were locked as.
    case obey
    /// It is read, and changes nothing: for whoever makes it anew.
    case ignore
}

extension Profile {
    /// The servers as they were locked: images by their content, tools as they are documented there.
    func locked(by lock: Lockfile) -> Self {
        var profile = self
        func entry(_ server: ServerName) -> LockedServer? {
            lock.servers[ServerAddress(profile: name, server: server)]
        }
        profile.servers = servers.map { $0.locked(entry($0.name)) }
        profile.remotes = remotes.map { server in
            guard let locked = entry(server.name) else { return server }
            var server = server
            server.serving.locked = locked
            server.documentedTools = locked.documentedTools
            return server
        }
        profile.toolServers = toolServers.map { $0.locked(entry($0.name)) }
        return profile
    }
}

extension ServerSpec {
    fileprivate func locked(_ entry: LockedServer?) -> Self {
        guard let entry else { return self }
        var server = self
        server.locked = entry
        server.documentedTools = entry.documentedTools
        server.image = entry.image(image)?.pinned ?? image
        return server
    }
}

extension ToolServer {
    fileprivate func locked(_ entry: LockedServer?) -> Self {
        guard let entry else { return self }
        var server = self
        server.serving.locked = entry
        server.tools = tools.map { $0.running(entry.image($0.image)?.pinned ?? $0.image) }
        return server
    }
}

extension DesiredState {
    /// Servers that the lock says nothing of, sorted; none where there is no lock.
    package var unlockedServers: [ServerAddress] {
        guard let lockfile else { return [] }
        return profiles.flatMap { profile in
            profile.serving.map { ServerAddress(profile: profile.name, server: $0.name) }
        }
        .filter { lockfile.servers[$0] == nil }.sorted()
    }
}
