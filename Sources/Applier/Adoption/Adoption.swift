package import ContainerEngine
package import Planner
package import Spec

/// What it takes to let the manifests have a container that somebody started by hand.
package struct Adoption: Sendable {
    /// What a manifest can say of it.
    package let container: AdoptedContainer
    /// In what the container that `apply` will make differs: the isolation of every server, and limits where it has
    /// none.
    package let changes: [AttributeChange]

    /// Why a container cannot be adopted; each is a sentence, escaped.
    package enum Refusal: Error, Hashable, Sendable {
        /// This program made it, for that server if its labels say so.
        case ours(String)
        /// Nothing that could be written names its image.
        case namelessImage(String)
    }

    /// - Parameters:
    ///   - inspection: The container, which runs or has run.
    ///   - image: Its image; nil if the engine has it no more.
    ///   - current: What the name of its image stands for now; nil if for nothing.
    /// - Throws: ``Refusal``.
    package init(
        of inspection: ContainerInspection,
        _ image: ImageInspection?,
        current: ImageInspection?
    ) throws(Refusal) {
        let labels = inspection.configuration.labels
        if labels.keys.contains(where: { $0.hasPrefix(ContainerLabels.prefix) }) {
            throw .ours(Self.refusal(inspection.name, labels))
        }
        guard let name = Self.imageName(inspection, image), let observed = ObservedContainer(inspection) else {
            let name = UntrustedText.escaping(inspection.name)
            throw .namelessImage("the image of the container '\(name)' has no name that a manifest could have")
        }
        var container = AdoptedContainer(name: inspection.name, image: name)
        container.fill(inspection, image?.configuration ?? ImageConfiguration())
        if let current, current.id.text != inspection.imageID.text, name == inspection.configuration.image.text {
            container.notes.append("its image's name now stands for another content than the one that runs")
        }
        self.container = container
        changes = observed.definition.changes(to: Self.wanted(observed.definition))
    }

    private static func refusal(_ name: String, _ labels: [String: String]) -> String {
        let name = UntrustedText.escaping(name)
        guard let profile = labels[ContainerLabels.profile], let server = labels[ContainerLabels.server] else {
            return "the container '\(name)' is one of mcp-reconcile's own"
        }
        let address = UntrustedText.escaping("\(profile)/\(server)")
        return "the container '\(name)' is mcp-reconcile's already: it is the server \(address)"
    }

    /// What the container was made of, by the name that somebody gave; else by a name that its content has.
    private static func imageName(_ inspection: ContainerInspection, _ image: ImageInspection?) -> String? {
        let given = inspection.configuration.image.text
        let isID = given.hasPrefix("sha256:") || given.wholeMatch(of: /[0-9a-f]{12,64}/) != nil
        if !isID, ImageReference(given) != nil { return given }
        let names = (image.map { $0.tags + $0.digests } ?? []).map(\.text)
        return names.first { $0 != "<none>:<none>" && ImageReference($0) != nil }
    }

    /// The same, isolated as every server is.
    private static func wanted(_ definition: ContainerDefinition) -> ContainerDefinition {
        var wanted = definition
        wanted.hardening = .standard
        let usual = ResourceLimits()
        if wanted.resources.nanoCPUs == 0 { wanted.resources.nanoCPUs = usual.nanoCPUs }
        if wanted.resources.memory.bytes == 0 { wanted.resources.memory = usual.memory }
        if wanted.resources.pids == 0 { wanted.resources.pids = usual.pids }
        return wanted
    }
}

extension AdoptedContainer {
    fileprivate mutating func fill(_ inspection: ContainerInspection, _ image: ImageConfiguration) {
        let (configuration, host) = (inspection.configuration, inspection.configuration.host)
        let command = configuration.command ?? []
        if command != image.command { self.command = command }
        let inherited = Set(image.environment)
        environment = configuration.environment.filter { !inherited.contains($0) }.map(EnvironmentVariable.init(pair:))
        if configuration.user != image.user, !configuration.user.isEmpty { user = configuration.user }
        extraHosts = host.extraHosts
        hasNetwork = host.networkMode != "none"
        if host.nanoCPUs > 0 { nanoCPUs = host.nanoCPUs }
        if host.memory > 0 { memory = host.memory }
        if let limit = host.pidsLimit, limit > 0 { pids = limit }
        // The engine lists them in another order each time.
        for point in inspection.mounts.sorted(by: { $0.destination < $1.destination }) { take(point) }
        notes += Self.notes(configuration, image)
        if !inspection.publishedPorts.isEmpty {
            let ports = inspection.publishedPorts.joined(separator: ", ")
            notes.append(
                "it publishes \(ports): a server that speaks HTTP has 'http' in its entry, see docs/manifests.md"
            )
        }
    }

    /// Nameless volumes are the image's own affair, and what is in memory has no counterpart.
    private mutating func take(_ point: MountPoint) {
        switch point.kind {
        case "bind":
            mounts.append(Mount(source: point.source, target: point.destination, isReadOnly: !point.isWritable))
        case "volume" where point.name.wholeMatch(of: /[0-9a-f]{64}/) == nil:
            mounts.append(Mount(source: point.name, target: point.destination, isReadOnly: !point.isWritable))
        case "volume": notes.append("the nameless volume at '\(point.destination)' was not taken over")
        default: notes.append("the \(point.kind) at '\(point.destination)' was not taken over")
        }
    }

    /// The root is where a container works that nobody told otherwise.
    private static func isOther(_ directory: String, than usual: String) -> Bool {
        (directory.isEmpty ? "/" : directory) != (usual.isEmpty ? "/" : usual)
    }

    private static func notes(_ configuration: ContainerConfiguration, _ image: ImageConfiguration) -> [String] {
        let host = configuration.host
        var notes: [String] = []
        if let entrypoint = configuration.entrypoint, entrypoint != image.entrypoint {
            notes.append(
                "its entry point is not the image's, and a manifest cannot say another: build an image that has it"
            )
        }
        if isOther(configuration.workingDirectory, than: image.workingDirectory) {
            notes.append("its working directory is not the image's, and was not taken over")
        }
        if !["default", "bridge", "none"].contains(host.networkMode) {
            notes.append("the network '\(host.networkMode)' was not taken over: it gets 'bridge'")
        } else if host.networkMode != "none" {
            notes.append("it has a network as before: take 'network' away if it needs none")
        }
        if configuration.hasTerminal { notes.append("it has a terminal, which a server of MCP must not have") }
        if !configuration.opensStandardInput {
            notes.append("its standard input is not open: a server of MCP on stdio needs one, and gets one")
        }
        if let policy = host.restartPolicy, !["", "no"].contains(policy.name) {
            notes.append("the restart policy '\(policy.name)' was not taken over: the gateway brings servers back")
        }
        return notes
    }
}
