package import ContainerEngine
package import Planner
import Spec

extension ContainerConfiguration {
    /// What the engine is asked to create for a definition; ``ObservedContainer`` reads exactly this back.
    ///
    /// Standard input stays open for whoever attaches, now and later. The engine keeps no log: standard output carries
    /// every call's data, and standard error is kept by whoever is attached. The engine never restarts a server on its
    /// own, because only the gateway knows when one is needed.
    ///
    /// - Parameters:
    ///   - definition: What the container shall be.
    ///   - network: The container's own network, for what speaks HTTP.
    ///   - labels: All of them.
    package init(_ definition: ContainerDefinition, in network: ContainerNetwork? = nil, labels: [String: String]) {
        self.init(
            image: ImageName(definition.image),
            command: definition.command,
            environment: definition.environment.map { "\($0.name)=\($0.value)" },
            user: definition.user,
            labels: labels,
            opensStandardInput: true,
            closesStandardInputOnce: false,
            attachesStandardStreams: true,
            hasTerminal: false,
            host: HostConfiguration(definition, in: network)
        )
    }
}

extension HostConfiguration {
    /// The isolation of a server: `ContainerDefinition.hardening` and the limits, in the engine's words.
    fileprivate init(_ definition: ContainerDefinition, in network: ContainerNetwork?) {
        let hardening = definition.hardening
        let limits = definition.resources
        self.init(
            droppedCapabilities: hardening.droppedCapabilities,
            addedCapabilities: hardening.addedCapabilities,
            isPrivileged: hardening.isPrivileged,
            hasReadOnlyRoot: hardening.hasReadOnlyRoot,
            securityOptions: hardening.forbidsNewPrivileges ? [SecurityOption.noNewPrivileges] : [],
            runsInit: hardening.runsInit,
            temporaryFilesystems: hardening.temporaryFilesystems,
            memory: limits.memory.bytes,
            memoryAndSwap: hardening.forbidsSwap ? limits.memory.bytes : 0,
            nanoCPUs: limits.nanoCPUs,
            pidsLimit: limits.pids,
            networkMode: network?.name ?? definition.network.engineMode,
            nameServers: network?.isInternal == true ? [Self.nobody] : [],
            extraHosts: definition.extraHosts,
            mounts: definition.mounts.map(ContainerMount.init),
            logDriver: LogDriver.none,
            restartPolicy: .never
        )
    }
}

extension HostConfiguration {
    /// Some engines look names up outside for containers that have no way out; here they ask the container itself.
    private static let nobody = "127.0.0.1"
}

/// The engine's spelling of the security options that matter here.
enum SecurityOption {
    static let noNewPrivileges = "no-new-privileges"
}

extension NetworkPolicy {
    fileprivate var engineMode: String {
        switch self {
        case .none: "none"
        case .bridge: "bridge"
        }
    }
}

extension ContainerMount {
    fileprivate init(_ mount: Mount) {
        switch mount.source {
        case .bind(let path):
            self.init(kind: .bind, source: path, target: mount.target, isReadOnly: mount.isReadOnly)
        case .volume(let name):
            self.init(kind: .volume, source: name, target: mount.target, isReadOnly: mount.isReadOnly)
        }
    }
}
