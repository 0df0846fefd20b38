/// Everything that `GET /images/{name}/json` tells about one image, as far as this program asks.
package struct ImageInspection: Hashable, Sendable {
    /// `sha256:` and 64 hexadecimal digits.
    package var id: ImageName
    package var tags: [ImageName]
    package var digests: [ImageName]
    package var operatingSystem: String
    package var architecture: String
    package var configuration: ImageConfiguration

    package init(
        id: ImageName,
        tags: [ImageName] = [],
        digests: [ImageName] = [],
        operatingSystem: String = "",
        architecture: String = "",
        configuration: ImageConfiguration = ImageConfiguration()
    ) {
        self.id = id
        self.tags = tags
        self.digests = digests
        self.operatingSystem = operatingSystem
        self.architecture = architecture
        self.configuration = configuration
    }
}

extension ImageInspection: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case digests = "RepoDigests"
        case operatingSystem = "Os"
        case architecture = "Architecture"
        case configuration = "Config"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(ImageName.self, forKey: .id)
        tags = try values.decodeList(.tags)
        digests = try values.decodeList(.digests)
        operatingSystem = try values.decodeText(.operatingSystem)
        architecture = try values.decodeText(.architecture)
        let configuration = try values.decodeIfPresent(ImageConfiguration.self, forKey: .configuration)
        self.configuration = configuration ?? ImageConfiguration()
    }
}

/// What an image gives to its containers.
package struct ImageConfiguration: Hashable, Sendable {
    package var command: [String]
    package var entrypoint: [String]
    package var environment: [String]
    package var user: String
    package var workingDirectory: String
    package var labels: [String: String]

    package init(
        command: [String] = [],
        entrypoint: [String] = [],
        environment: [String] = [],
        user: String = "",
        workingDirectory: String = "",
        labels: [String: String] = [:]
    ) {
        self.command = command
        self.entrypoint = entrypoint
        self.environment = environment
        self.user = user
        self.workingDirectory = workingDirectory
        self.labels = labels
    }
}

extension ImageConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        command = try values.decodeList(.command)
        entrypoint = try values.decodeList(.entrypoint)
        environment = try values.decodeList(.environment)
        user = try values.decodeText(.user)
        workingDirectory = try values.decodeText(.workingDirectory)
        labels = try values.decodeMap(.labels)
    }
}
