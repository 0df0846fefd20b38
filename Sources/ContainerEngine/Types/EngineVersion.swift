/// What `GET /version` tells.
package struct EngineVersion: Hashable, Sendable, Decodable {
    package var version: String
    /// The newest API that the engine speaks, for example `1.41`.
    package var apiVersion: String
    package var operatingSystem: String
    package var architecture: String

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case operatingSystem = "Os"
        case architecture = "Arch"
    }
}

/// What `GET /info` tells, as far as this program asks.
package struct EngineInfo: Hashable, Sendable {
    /// Identifies the engine, whatever address it was reached at.
    package var id: String
    /// The name of its host.
    package var name: String
    package var serverVersion: String
    package var operatingSystem: String
    /// Of the host: logical processors, and memory in bytes.
    package var processors: Int
    package var memory: Int64
    /// For example `name=seccomp,profile=default`.
    package var securityOptions: [String]
    /// What the kernel of its host can limit; nil where the engine does not say.
    package var limitsMemory: Bool?
    package var limitsSwap: Bool?
    package var limitsProcessors: Bool?
    package var limitsProcesses: Bool?
    /// The time of its host (RFC 3339); empty where it does not say.
    package var systemTime: String

    package init(
        id: String,
        name: String,
        serverVersion: String,
        operatingSystem: String,
        processors: Int = 0,
        memory: Int64 = 0,
        securityOptions: [String] = [],
        systemTime: String = ""
    ) {
        (self.id, self.name, self.serverVersion) = (id, name, serverVersion)
        (self.operatingSystem, self.processors, self.memory) = (operatingSystem, processors, memory)
        (self.securityOptions, self.systemTime) = (securityOptions, systemTime)
    }
}

extension EngineInfo: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case name = "Name"
        case serverVersion = "ServerVersion"
        case operatingSystem = "OperatingSystem"
        case processors = "NCPU"
        case memory = "MemTotal"
        case securityOptions = "SecurityOptions"
        case limitsMemory = "MemoryLimit"
        case limitsSwap = "SwapLimit"
        case limitsProcessors = "CpuCfsQuota"
        case limitsProcesses = "PidsLimit"
        case systemTime = "SystemTime"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decodeText(.id)
        name = try values.decodeText(.name)
        serverVersion = try values.decodeText(.serverVersion)
        operatingSystem = try values.decodeText(.operatingSystem)
        processors = try values.decodeIfPresent(Int.self, forKey: .processors) ?? 0
        memory = try values.decodeIfPresent(Int64.self, forKey: .memory) ?? 0
        securityOptions = try values.decodeList(.securityOptions)
        limitsMemory = try values.decodeIfPresent(Bool.self, forKey: .limitsMemory)
        limitsSwap = try values.decodeIfPresent(Bool.self, forKey: .limitsSwap)
        limitsProcessors = try values.decodeIfPresent(Bool.self, forKey: .limitsProcessors)
        limitsProcesses = try values.decodeIfPresent(Bool.self, forKey: .limitsProcesses)
        systemTime = try values.decodeText(.systemTime)
    }
}

/// A version of the Engine API: `major.minor`.
struct APIVersion: Hashable, Sendable {
    let major: Int
    let minor: Int

    /// The oldest one that this client can do its work with.
    static let minimum = APIVersion(major: 1, minor: 40)
    /// The newest one that is asked for: Docker 29 refuses older ones, and nothing here needs a newer one.
    static let maximum = APIVersion(major: 1, minor: 44)

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]), major >= 0, minor >= 0 else {
            return nil
        }
        self.init(major: major, minor: minor)
    }
}

extension APIVersion: Comparable {
    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}

extension APIVersion: CustomStringConvertible {
    var description: String { "\(major).\(minor)" }
}
