/// What the engine says of one container, as far as tests look at it.
struct ContainerInspection: Decodable, Sendable {
    struct Configuration: Decodable, Sendable {
        let user: String
        let environment: [String]?
        let command: [String]?
        let labels: [String: String]

        private enum CodingKeys: String, CodingKey {
            case user = "User"
            case environment = "Env"
            case command = "Cmd"
            case labels = "Labels"
        }
    }

    struct HostConfiguration: Decodable, Sendable {
        let binds: [String]?
        let extraHosts: [String]?
        let networkMode: String
        let nanoCPUs: Int64
        let memory: Int64
        let memorySwap: Int64
        let pidsLimit: Int64?
        let droppedCapabilities: [String]?
        let addedCapabilities: [String]?
        let securityOptions: [String]?
        let isReadOnly: Bool
        let isPrivileged: Bool
        let runsInit: Bool?
        let temporaryFilesystems: [String: String]?
        let pidMode: String

        private enum CodingKeys: String, CodingKey {
            case binds = "Binds"
            case extraHosts = "ExtraHosts"
            case networkMode = "NetworkMode"
            case nanoCPUs = "NanoCpus"
            case memory = "Memory"
            case memorySwap = "MemorySwap"
            case pidsLimit = "PidsLimit"
            case droppedCapabilities = "CapDrop"
            case addedCapabilities = "CapAdd"
            case securityOptions = "SecurityOpt"
            case isReadOnly = "ReadonlyRootfs"
            case isPrivileged = "Privileged"
            case runsInit = "Init"
            case temporaryFilesystems = "Tmpfs"
            case pidMode = "PidMode"
        }
    }

    struct State: Decodable, Sendable {
        let isRunning: Bool
        let startedAt: String

        private enum CodingKeys: String, CodingKey {
            case isRunning = "Running"
            case startedAt = "StartedAt"
        }
    }

    struct Mount: Decodable, Sendable {
        let type: String
        let name: String?
        let source: String
        let destination: String
        let isWritable: Bool

        private enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
            case source = "Source"
            case destination = "Destination"
            case isWritable = "RW"
        }
    }

    let id: String
    let configuration: Configuration
    let host: HostConfiguration
    let state: State
    let mounts: [Mount]

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case configuration = "Config"
        case host = "HostConfig"
        case state = "State"
        case mounts = "Mounts"
    }
}
