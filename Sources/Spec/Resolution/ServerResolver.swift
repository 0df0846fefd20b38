import SystemPackage

/// Makes a server of a profile complete: reference, configuration, templates, mounts and defaults.
///
/// Every mistake is collected; a server with one gives nothing.
struct ServerResolver {
    let declaration: ServerDeclaration
    /// The profile's, then the repository's.
    let defaults: [ServerDefaults]
    let mounts: MountResolver
    var diagnostics: [Diagnostic] = []
    var places: [AttributePath: SourceLocation] = [:]
    /// The tools that the server's catalog lets through, unless the profile says itself which.
    var catalogTools: [String]?

    /// Documents of registries, by URL.
    let documents: [String: LockedDocument]

    init(
        _ declaration: ServerDeclaration,
        defaults: [ServerDefaults],
        workingDirectory: FilePath?,
        documents: [String: LockedDocument]
    ) {
        self.declaration = declaration
        self.documents = documents
        self.defaults = defaults
        mounts = MountResolver(workingDirectory: workingDirectory)
    }

    /// What a declaration comes to.
    enum Resolved: Sendable {
        case container(ServerSpec)
        case remote(RemoteServer)
        case tools(ToolServer)
    }

    /// Nil after at least one diagnostic.
    mutating func server(in profile: TreePath, _ reader: inout ManifestReader) -> Resolved? {
        diagnostics += UnsupportedFeatures(of: declaration).diagnostics
        switch definition(in: profile, &reader) {
        case nil: return nil
        case .container(let definition): return container(definition).map(Resolved.container)
        case .remote(let remote, let entry): return self.remote(remote, entry).map(Resolved.remote)
        case .tools(let entry): return tools(entry).map(Resolved.tools)
        }
    }

    private mutating func tools(_ entry: ServerEntry) -> ToolServer? {
        var resolver = ToolServerResolver(declaration, mounts: mounts)
        let tools = resolver.tools(of: entry)
        diagnostics += resolver.diagnostics
        let server = ToolServer(
            serving: serving(of: entry),
            declaredAt: declaration.name.location,
            tools: tools,
            network: network(of: entry),
            extraHosts: extraHosts(of: entry),
            resources: resources
        )
        return diagnostics.isEmpty ? server : nil
    }

    private mutating func remote(_ remote: RemoteDeclaration, _ entry: ServerEntry) -> RemoteServer? {
        let config = ServerConfig(declaration, entry: entry)
        diagnostics += config.diagnostics
        var rendering = ServerRendering(config: config.values)
        var resolver = RemoteResolver(remote)
        let server = resolver.server(
            serving(of: entry),
            declaredAt: declaration.name.location,
            documentedTools: entry.tools.map(\.documented),
            rendering: &rendering
        )
        diagnostics += resolver.diagnostics + rendering.diagnostics
        return diagnostics.isEmpty ? server : nil
    }

    private mutating func container(_ definition: ContainerEntry) -> ServerSpec? {
        let rendering = render(definition)
        var server = ServerSpec(
            name: declaration.name.value,
            declaredAt: declaration.name.location,
            image: definition.image,
            command: rendering.command,
            environment: rendering.environment,
            user: rendering.user,
            mounts: rendering.mounts,
            network: network(of: definition.entry),
            extraHosts: extraHosts(of: definition.entry),
            resources: resources,
            isolation: declaration.isolation?.value ?? .shared,
            warm: warm,
            tools: toolPolicy,
            prefix: prefix(of: definition.entry),
            timeouts: declaration.timeouts,
            documentedTools: definition.entry?.tools.map(\.documented) ?? []
        )
        server.http = http(of: definition.entry)
        server.attributeLocations = places
        server.protocolChoice = declaration.protocolChoice
        server.lockPolicy = declaration.lockPolicy
        server.removal = removal
        server.drift = ([declaration.drift] + defaults.map(\.drift)).lazy.compactMap { $0 }.first ?? .heal
        return diagnostics.isEmpty ? server : nil
    }

    /// Nil after a diagnostic.
    mutating func value<Value>(of result: Result<Value, Diagnostic>) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let diagnostic):
            diagnostics.append(diagnostic)
            return nil
        }
    }
}
