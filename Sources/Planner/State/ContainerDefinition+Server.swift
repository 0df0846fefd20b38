package import Spec

extension ContainerDefinition {
    /// The container that a server asks for, with what the image brings along where the server leaves it open.
    ///
    /// - Parameters:
    ///   - server: What the manifest says.
    ///   - image: What the image says; nil if it is not present, so that nothing of it is known yet.
    package init(server: ServerSpec, image: ObservedImage?) {
        var environment = Dictionary((image?.environment ?? []).map { ($0.name, $0) }) { _, later in later }
        for variable in server.environment { environment[variable.name] = variable }
        self.init(
            image: server.image,
            imageID: image?.id,
            command: server.command.isEmpty ? image?.command ?? [] : server.command,
            environment: Array(environment.values),
            user: server.user ?? image?.user ?? "",
            mounts: server.mounts,
            network: server.network,
            extraHosts: server.extraHosts,
            http: server.http,
            resources: server.resources,
            removal: server.removal
        )
    }
}
