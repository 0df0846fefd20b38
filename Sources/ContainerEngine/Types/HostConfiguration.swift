/// How the host confines and feeds a container: the API's `HostConfig`.
///
/// Every default is the engine's own, so what is set is what was asked for.
package struct HostConfiguration: Hashable, Sendable {
    package var droppedCapabilities: [String]
    package var addedCapabilities: [String]
    package var isPrivileged: Bool
    package var hasReadOnlyRoot: Bool
    /// For example `no-new-privileges`.
    package var securityOptions: [String]
    /// nil means the engine's default.
    package var runsInit: Bool?
    /// Mount options by the path of each tmpfs.
    package var temporaryFilesystems: [String: String]
    /// In bytes; 0 means unlimited.
    package var memory: Int64
    /// Memory and swap together in bytes; 0 means twice `memory`, -1 unlimited, equal to `memory` no swap.
    package var memoryAndSwap: Int64
    /// Billionths of a core; 0 means unlimited.
    package var nanoCPUs: Int64
    /// Processes and threads; nil means unlimited.
    package var pidsLimit: Int64?
    /// `none`, `bridge`, `default`, or a network's name.
    package var networkMode: String
    /// Whom the container asks for addresses; empty means whom the host asks.
    package var nameServers: [String]
    /// `host:address` pairs.
    package var extraHosts: [String]
    package var mounts: [ContainerMount]
    package var logDriver: LogDriver?
    package var restartPolicy: RestartPolicy?

    package init(
        droppedCapabilities: [String] = [],
        addedCapabilities: [String] = [],
        isPrivileged: Bool = false,
        hasReadOnlyRoot: Bool = false,
        securityOptions: [String] = [],
        runsInit: Bool? = nil,
        temporaryFilesystems: [String: String] = [:],
        memory: Int64 = 0,
        memoryAndSwap: Int64 = 0,
        nanoCPUs: Int64 = 0,
        pidsLimit: Int64? = nil,
        networkMode: String = "default",
        nameServers: [String] = [],
        extraHosts: [String] = [],
        mounts: [ContainerMount] = [],
        logDriver: LogDriver? = nil,
        restartPolicy: RestartPolicy? = nil
    ) {
        self.droppedCapabilities = droppedCapabilities
        self.addedCapabilities = addedCapabilities
        self.isPrivileged = isPrivileged
        self.hasReadOnlyRoot = hasReadOnlyRoot
        self.securityOptions = securityOptions
        self.runsInit = runsInit
        self.temporaryFilesystems = temporaryFilesystems
        self.memory = memory
        self.memoryAndSwap = memoryAndSwap
        self.nanoCPUs = nanoCPUs
        self.pidsLimit = pidsLimit
        self.networkMode = networkMode
        self.nameServers = nameServers
        self.extraHosts = extraHosts
        self.mounts = mounts
        self.logDriver = logDriver
        self.restartPolicy = restartPolicy
    }
}

extension HostConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case droppedCapabilities = "CapDrop"
        case addedCapabilities = "CapAdd"
        case isPrivileged = "Privileged"
        case hasReadOnlyRoot = "ReadonlyRootfs"
        case securityOptions = "SecurityOpt"
        case runsInit = "Init"
        case temporaryFilesystems = "Tmpfs"
        case memory = "Memory"
        case memoryAndSwap = "MemorySwap"
        case nanoCPUs = "NanoCpus"
        case pidsLimit = "PidsLimit"
        case networkMode = "NetworkMode"
        case nameServers = "Dns"
        case extraHosts = "ExtraHosts"
        case mounts = "Mounts"
        case logDriver = "LogConfig"
        case restartPolicy = "RestartPolicy"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        droppedCapabilities = try values.decodeList(.droppedCapabilities)
        addedCapabilities = try values.decodeList(.addedCapabilities)
        isPrivileged = try values.decodeFlag(.isPrivileged)
        hasReadOnlyRoot = try values.decodeFlag(.hasReadOnlyRoot)
        securityOptions = try values.decodeList(.securityOptions)
        runsInit = try values.decodeIfPresent(Bool.self, forKey: .runsInit)
        temporaryFilesystems = try values.decodeMap(.temporaryFilesystems)
        memory = try values.decodeIfPresent(Int64.self, forKey: .memory) ?? 0
        memoryAndSwap = try values.decodeIfPresent(Int64.self, forKey: .memoryAndSwap) ?? 0
        nanoCPUs = try values.decodeIfPresent(Int64.self, forKey: .nanoCPUs) ?? 0
        pidsLimit = try values.decodeIfPresent(Int64.self, forKey: .pidsLimit)
        networkMode = try values.decodeText(.networkMode)
        nameServers = try values.decodeList(.nameServers)
        extraHosts = try values.decodeList(.extraHosts)
        mounts = try values.decodeList(.mounts)
        logDriver = try values.decodeIfPresent(LogDriver.self, forKey: .logDriver)
        restartPolicy = try values.decodeIfPresent(RestartPolicy.self, forKey: .restartPolicy)
    }
}
