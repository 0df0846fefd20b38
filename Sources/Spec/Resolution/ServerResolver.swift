import SystemPackage

/// Makes a server of a profile complete: reference, configuration, templates, mounts and defaults.
///
/// Every mistake is collected; a server with one gives nothing.
struct ServerResolver {
    private let declaration: ServerDeclaration
    /// The profile's, then the repository's.
    private let defaults: [ServerDefaults]
    private let mounts: MountResolver
    private(set) var diagnostics: [Diagnostic] = []
    private var places: [AttributePath: SourceLocation] = [:]
    /// The tools that the server's catalog lets through, unless the profile says itself which.
    private var catalogTools: [String]?

    /// Documents of registries, by URL.
    private let documents: [String: LockedDocument]

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

    /// How a server is shown that no container is gated for.
    private mutating func serving(of entry: ServerEntry) -> ServingPolicy {
        var serving = ServingPolicy(
            name: declaration.name.value,
            isolation: .shared,
            tools: toolPolicy,
            prefix: prefix(of: entry),
            timeouts: declaration.timeouts
        )
        serving.protocolChoice = declaration.protocolChoice
        serving.lockPolicy = declaration.lockPolicy
        return serving
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

    private var removal: RemovalPolicy {
        RemovalPolicy(
            isProtected: declaration.isProtected?.value ?? false,
            outcome: declaration.onRemove?.value ?? .remove
        )
    }

    // MARK: Reference

    /// What a reference leads to.
    private enum Definition {
        case container(ContainerEntry)
        case remote(RemoteDeclaration, ServerEntry)
        case tools(ServerEntry)
    }

    private struct ContainerEntry {
        let image: ImageReference
        let entry: ServerEntry?
    }

    private mutating func definition(in profile: TreePath, _ reader: inout ManifestReader) -> Definition? {
        let reference = declaration.reference
        places[AttributePath("image")] = reference.location
        if reference.value.hasPrefix("docker://") {
            diagnostics += InapplicableKeys(of: declaration, nil, for: .container).diagnostics
            let text = String(reference.value.dropFirst("docker://".count))
            return image(Located(text, at: reference.location)).map {
                .container(ContainerEntry(image: $0, entry: nil))
            }
        }
        guard let entry = entry(in: profile, &reader) else { return nil }
        diagnostics += UnsupportedFeatures(of: entry).diagnostics
        let kind = value(of: Result { () throws(Diagnostic) in try ServerKind(of: entry) })
        if let kind { diagnostics += InapplicableKeys(of: declaration, entry, for: kind).diagnostics }
        switch kind {
        case nil: return nil
        case .remote: return entry.remote.map { .remote($0.value, entry) }
        case .tools: return .tools(entry)
        case .container: return container(entry).map(Definition.container)
        }
    }

    mutating func entry(in profile: TreePath, _ reader: inout ManifestReader) -> ServerEntry? {
        let (server, reference) = (declaration.name.value, declaration.reference)
        if reference.value.hasPrefix("file://") {
            return EntryReader(server: server, reference: reference, profile: profile).entry(&reader, &diagnostics)
        }
        if RegistryEntryReader.isMeant(by: reference.value) {
            return RegistryEntryReader(reference: reference, documents: documents).entry(&diagnostics)
        }
        guard reference.value.hasPrefix("catalog://") else { return nil }
        let found = CatalogReader(server: server, reference: reference).entry(&reader, &diagnostics)
        catalogTools = found?.tools
        return found?.entry
    }

    private mutating func container(_ entry: ServerEntry) -> ContainerEntry? {
        guard let name = entry.image else {
            let message = "the server entry has no image"
            diagnostics.append(
                Diagnostic(.missingKey, message, at: entry.name?.location ?? declaration.reference.location)
            )
            return nil
        }
        places[AttributePath("image")] = name.location
        return image(name).map { ContainerEntry(image: $0, entry: entry) }
    }

    private mutating func image(_ name: Located<String>) -> ImageReference? {
        if let image = ImageReference(name.value) { return image }
        diagnostics.append(.badImage(name))
        return nil
    }

    // MARK: Templates

    /// What templates decide.
    private struct Rendered {
        let command: [String]
        let environment: [EnvironmentVariable]
        let user: String?
        let mounts: [Mount]
    }

    private mutating func render(_ definition: ContainerEntry) -> Rendered {
        let config = ServerConfig(declaration, entry: definition.entry)
        diagnostics += config.diagnostics
        var rendering = ServerRendering(config: config.values)
        let entry = definition.entry
        diagnostics += repeated(entry?.environment ?? []) + repeated(declaration.environment)
        entry?.environment.forEach { rendering.add(entryVariable: $0) }
        declaration.environment.forEach { rendering.add(profileVariable: $0) }
        let command = rendering.arguments(declaration.command?.value ?? entry?.command ?? [])
        let user = (declaration.user ?? entry?.user).flatMap { rendering.text($0) }
        let volumes = (entry?.volumes ?? []).flatMap { volume in
            rendering.items(volume).filter { !$0.isEmpty }.map { Located($0, at: volume.location) }
        }
        diagnostics += rendering.diagnostics
        places[AttributePath("command")] = declaration.command?.location ?? entry?.command.first?.location
        places[AttributePath("user")] = (declaration.user ?? entry?.user)?.location
        for (name, place) in rendering.places { places[AttributePath("env.\(name)")] = place }
        return Rendered(
            command: command,
            environment: rendering.variables.map { EnvironmentVariable(name: $0.key, value: $0.value) },
            user: user.flatMap { $0.isEmpty ? nil : $0 },
            mounts: resolveMounts(volumes)
        )
    }

    private func repeated(_ variables: [Named<Located<String>>]) -> [Diagnostic] {
        RepeatedNames(variables.map { ($0.name, $0.location) }).diagnostics(.duplicateName, "the variable")
    }

    // MARK: Mounts

    private mutating func resolveMounts(_ volumes: [Located<String>]) -> [Mount] {
        var resolved: [(mount: Mount, location: SourceLocation)] = []
        for volume in volumes {
            let mount = Result { () throws(Diagnostic) in try mounts.mount(volume: volume) }
            if let mount = value(of: mount) { resolved.append((mount, volume.location)) }
        }
        for declared in declaration.mounts {
            let mount = Result { () throws(Diagnostic) in try mounts.mount(declared.value) }
            if let mount = value(of: mount) { resolved.append((mount, declared.value.target.location)) }
        }
        let targets = RepeatedNames(resolved.map { ($0.mount.target, $0.location) })
        diagnostics += targets.diagnostics(.duplicateMount, "the mount target")
        for (mount, location) in resolved { places[AttributePath("mounts.\(mount.target)")] = location }
        return resolved.map(\.mount).sorted { $0.target < $1.target }
    }

    private mutating func value<Value>(of result: Result<Value, Diagnostic>) -> Value? {
        switch result {
        case .success(let value): return value
        case .failure(let diagnostic):
            diagnostics.append(diagnostic)
            return nil
        }
    }
}

extension ServerResolver {
    // MARK: Defaults

    /// The server's own word, then an entry that forbids the network, then the defaults.
    private mutating func network(of entry: ServerEntry?) -> NetworkPolicy {
        let forbidden = entry?.isNetworkDisabled.flatMap { disabled in
            disabled.value ? Located(NetworkDeclaration.policy(.none), at: disabled.location) : nil
        }
        guard let said = declaration.network ?? forbidden ?? defaults.lazy.compactMap(\.network).first else {
            return .none
        }
        places[AttributePath("network")] = said.location
        switch said.value {
        case .policy(let policy): return policy
        case .hosts:
            diagnostics.append(.unsupportedHosts(at: said.location))
            return .none
        }
    }

    /// Such a server keeps its clients' sessions apart itself, and has one network: copies of it would share that.
    private mutating func http(of entry: ServerEntry?) -> HTTPEndpoint? {
        guard let said = declaration.http ?? entry?.http else { return nil }
        places[AttributePath("http")] = said.location
        if let isolation = declaration.isolation, isolation.value != .shared {
            diagnostics.append(
                Diagnostic(
                    .inapplicableKey,
                    "a server that speaks HTTP cannot have 'isolation: \(isolation.value.rawValue)'",
                    at: isolation.location,
                    suggestion: "remove it, or have the server speak on its standard streams"
                )
            )
        }
        return said.value.endpoint
    }

    private var resources: ResourceLimits {
        mutating get {
            let said = ([declaration.resources] + defaults.map(\.resources)).compactMap { $0 }
            let cpus = said.lazy.compactMap(\.cpus).first
            let memory = said.lazy.compactMap(\.memory).first
            let pids = said.lazy.compactMap(\.pids).first
            places[AttributePath("resources.cpus")] = cpus?.location
            places[AttributePath("resources.memory")] = memory?.location
            places[AttributePath("resources.pids")] = pids?.location
            if let memory, memory.value.bytes < Self.leastMemory {
                let message = "\(memory.value) of memory is less than a container engine grants, which is 6MiB"
                let help = "write a unit, such as 512Mi"
                diagnostics.append(Diagnostic(.badValue, message, at: memory.location, suggestion: help))
            }
            let standard = ResourceLimits()
            return ResourceLimits(
                nanoCPUs: cpus.map { Int64(($0.value * 1e9).rounded()) } ?? standard.nanoCPUs,
                memory: memory?.value,
                pids: pids?.value ?? standard.pids
            )
        }
    }

    /// The engine's own lower bound.
    private static var leastMemory: Int64 { 6 << 20 }

    private var warm: Int {
        mutating get {
            guard let warm = declaration.warm else { return ServingPolicy.standardWarm }
            if declaration.isolation?.value ?? .shared == .shared {
                let message = "'warm' has no meaning for a server that all clients share"
                let help = "add 'isolation: session' or 'isolation: call', or remove it"
                diagnostics.append(Diagnostic(.badValue, message, at: warm.location, suggestion: help))
            }
            return Int(warm.value)
        }
    }

    private var toolPolicy: ToolPolicy {
        mutating get {
            guard let tools = declaration.tools else { return ToolPolicy(allow: catalogTools) }
            let exposed = RepeatedNames(tools.rename.map { ($0.value.value, $0.value.location) })
            diagnostics += exposed.diagnostics(.duplicateName, "the exposed name")
            let names = Dictionary(tools.rename.map { ($0.name, $0.value.value) }) { first, _ in first }
            let texts = Dictionary(tools.descriptions.map { ($0.name, $0.value.value) }) { first, _ in first }
            return ToolPolicy(
                allow: tools.allow ?? catalogTools,
                deny: tools.deny,
                rename: names,
                descriptions: texts,
                isReadOnly: tools.isReadOnly
            )
        }
    }

    private mutating func prefix(of entry: ServerEntry?) -> String? {
        guard let prefix = entry?.prefix, !prefix.value.isEmpty else { return nil }
        guard TextRule.toolName.accepts(prefix.value) else {
            let message = "'\(prefix.value)' is no prefix of tool names"
            diagnostics.append(Diagnostic(.badValue, message, at: prefix.location, suggestion: TextRule.toolName.hint))
            return nil
        }
        return prefix.value
    }

    private mutating func extraHosts(of entry: ServerEntry?) -> [String] {
        guard let hosts = entry?.extraHosts else { return [] }
        places[AttributePath("extraHosts")] = hosts.location
        for host in hosts.value where host.wholeMatch(of: /[A-Za-z0-9.\-_]+:(?:host-gateway|[0-9a-fA-F.:\[\]]+)/) == nil
        {
            let message = "'\(host)' is no entry of a hosts file"
            diagnostics.append(Diagnostic(.badValue, message, at: hosts.location, suggestion: "write host:ip"))
        }
        return hosts.value
    }
}
