extension ServerResolver {
    /// What templates decide.
    struct Rendered {
        let command: [String]
        let environment: [EnvironmentVariable]
        let user: String?
        let mounts: [Mount]
    }

    mutating func render(_ definition: ContainerEntry) -> Rendered {
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
}
