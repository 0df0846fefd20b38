import ContainerEngine
import Planner
import Spec

extension ObservedContainer {
    /// Reads a container back: the inverse of `ContainerConfiguration.init(_:labels:)`.
    ///
    /// - Returns: nil for a container whose image reference nothing of ours could have asked for.
    init?(_ inspection: ContainerInspection) {
        guard let definition = ContainerDefinition(inspection) else { return nil }
        self.init(
            id: ID(inspection.id.text),
            name: inspection.name,
            labels: inspection.configuration.labels,
            state: RunState(inspection.state.status),
            definition: definition
        )
    }
}

extension ContainerDefinition {
    fileprivate init?(_ inspection: ContainerInspection) {
        let configuration = inspection.configuration
        let reference = ImageReference(configuration.image.text) ?? ImageReference(inspection.imageID.text)
        guard let reference else { return nil }
        let network = ContainerNetwork(named: configuration.host.networkMode, of: inspection.name)
        // Without its own network it is reached by nobody, or by everybody, whatever its label says.
        let http = network.flatMap { _ in configuration.labels[ContainerLabels.http].flatMap { HTTPEndpoint($0) } }
        self.init(
            image: reference,
            imageID: ImageID(inspection.imageID.text),
            command: configuration.command ?? [],
            environment: configuration.environment.map(EnvironmentVariable.init(pair:)),
            user: configuration.user,
            mounts: inspection.requestedMounts,
            network: network?.isInternal == true
                ? .none : NetworkPolicy(engineMode: configuration.host.networkMode),
            extraHosts: configuration.host.extraHosts,
            http: http,
            resources: ResourceLimits(configuration.host),
            hardening: Hardening(configuration.host),
            removal: RemovalPolicy(labels: configuration.labels)
        )
    }
}

extension ContainerInspection {
    /// What was asked for; an engine that does not keep that (Podman) is asked what is mounted.
    fileprivate var requestedMounts: [Mount] {
        let requested = configuration.host.mounts
        guard requested.isEmpty else { return requested.compactMap(Mount.init) }
        return mounts.compactMap(Mount.init)
    }
}

extension Mount {
    fileprivate init?(_ mount: ContainerMount) {
        switch mount.kind {
        case .bind: self.init(source: .bind(mount.source), target: mount.target, isReadOnly: mount.isReadOnly)
        case .volume: self.init(source: .volume(mount.source), target: mount.target, isReadOnly: mount.isReadOnly)
        case .tmpfs, .npipe, .cluster, .image: return nil
        }
    }

    /// Leaves out the nameless volumes that an image's `VOLUME` brings along: nobody declared them.
    fileprivate init?(_ point: MountPoint) {
        switch point.kind {
        case "bind":
            self.init(source: .bind(point.source), target: point.destination, isReadOnly: !point.isWritable)
        case "volume" where point.name.wholeMatch(of: /[0-9a-f]{64}/) == nil:
            self.init(source: .volume(point.name), target: point.destination, isReadOnly: !point.isWritable)
        default:
            return nil
        }
    }
}

extension NetworkPolicy {
    /// Everything but `none` reaches something, and is not isolated.
    fileprivate init(engineMode: String) {
        self = engineMode == "none" ? .none : .bridge
    }
}

extension ResourceLimits {
    /// No limit reads back as 0.
    fileprivate init(_ host: HostConfiguration) {
        self.init(
            nanoCPUs: host.nanoCPUs,
            memory: ByteCount(bytes: max(0, host.memory)),
            pids: max(0, host.pidsLimit ?? 0)
        )
    }
}

extension Hardening {
    fileprivate init(_ host: HostConfiguration) {
        self.init(
            droppedCapabilities: host.droppedCapabilities.map(Self.plainCapability),
            addedCapabilities: host.addedCapabilities.map(Self.plainCapability),
            isPrivileged: host.isPrivileged,
            hasReadOnlyRoot: host.hasReadOnlyRoot,
            forbidsNewPrivileges: host.securityOptions.contains(where: Self.forbidsNewPrivileges),
            runsInit: host.runsInit ?? false,
            temporaryFilesystems: host.temporaryFilesystems,
            forbidsSwap: Self.forbidsSwap(host)
        )
    }

    /// Engines since 23 write `CAP_CHOWN` for what was asked as `chown`.
    private static func plainCapability(_ name: String) -> String {
        let name = name.uppercased()
        return name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name
    }

    /// The engine accepts the option bare, and with `:true` or `=true`.
    private static func forbidsNewPrivileges(_ option: String) -> Bool {
        option == SecurityOption.noNewPrivileges
            || option.dropLast(5) == SecurityOption.noNewPrivileges
                && (option.hasSuffix(":true") || option.hasSuffix("=true"))
    }

    /// -1 is what an engine whose kernel does not account swap makes of every request; it warned when it created the
    /// container, and asking again would change nothing.
    private static func forbidsSwap(_ host: HostConfiguration) -> Bool {
        host.memoryAndSwap == host.memory || host.memoryAndSwap == -1
    }
}

extension ObservedContainer.RunState {
    fileprivate init(_ status: ContainerState.Status) {
        switch status {
        case .created: self = .created
        case .running: self = .running
        case .paused: self = .paused
        case .restarting: self = .restarting
        case .removing: self = .removing
        case .exited: self = .exited
        case .dead: self = .dead
        }
    }
}
