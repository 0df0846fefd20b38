/// What a container is made of: the body of `POST /containers/create`, and what `inspect` reads back.
package struct ContainerConfiguration: Hashable, Sendable {
    package var image: ImageName
    /// The arguments after the entry point; nil means the image's own.
    package var command: [String]?
    /// nil means the image's own.
    package var entrypoint: [String]?
    /// `NAME=value` pairs; read back, the image's are included.
    package var environment: [String]
    /// `user[:group]`; empty means the image's own, and read back the image's is filled in.
    package var user: String
    package var workingDirectory: String
    /// Read back, the image's labels are merged in.
    package var labels: [String: String]

    /// True if the process has a standard input that can be attached to.
    package var opensStandardInput: Bool
    /// True if the standard input ends when the first attached client leaves.
    package var closesStandardInputOnce: Bool
    package var attachesStandardStreams: Bool
    /// True for a terminal instead of separate streams: such a container's attach stream is not framed.
    package var hasTerminal: Bool

    package var host: HostConfiguration

    package init(
        image: ImageName,
        command: [String]? = nil,
        entrypoint: [String]? = nil,
        environment: [String] = [],
        user: String = "",
        workingDirectory: String = "",
        labels: [String: String] = [:],
        opensStandardInput: Bool = true,
        closesStandardInputOnce: Bool = false,
        attachesStandardStreams: Bool = true,
        hasTerminal: Bool = false,
        host: HostConfiguration = HostConfiguration()
    ) {
        self.image = image
        self.command = command
        self.entrypoint = entrypoint
        self.environment = environment
        self.user = user
        self.workingDirectory = workingDirectory
        self.labels = labels
        self.opensStandardInput = opensStandardInput
        self.closesStandardInputOnce = closesStandardInputOnce
        self.attachesStandardStreams = attachesStandardStreams
        self.hasTerminal = hasTerminal
        self.host = host
    }
}

extension ContainerConfiguration: Codable {
    private enum CodingKeys: String, CodingKey {
        case image = "Image"
        case command = "Cmd"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case user = "User"
        case workingDirectory = "WorkingDir"
        case labels = "Labels"
        case opensStandardInput = "OpenStdin"
        case closesStandardInputOnce = "StdinOnce"
        case attachesStandardInput = "AttachStdin"
        case attachesStandardOutput = "AttachStdout"
        case attachesStandardError = "AttachStderr"
        case hasTerminal = "Tty"
        case host = "HostConfig"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        image = try values.decode(ImageName.self, forKey: .image)
        command = try values.decodeIfPresent([String].self, forKey: .command)
        entrypoint = try values.decodeIfPresent([String].self, forKey: .entrypoint)
        environment = try values.decodeList(.environment)
        user = try values.decodeText(.user)
        workingDirectory = try values.decodeText(.workingDirectory)
        labels = try values.decodeMap(.labels)
        opensStandardInput = try values.decodeFlag(.opensStandardInput)
        closesStandardInputOnce = try values.decodeFlag(.closesStandardInputOnce)
        attachesStandardStreams = try values.decodeFlag(.attachesStandardOutput)
        hasTerminal = try values.decodeFlag(.hasTerminal)
        host = try values.decodeIfPresent(HostConfiguration.self, forKey: .host) ?? HostConfiguration()
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(image, forKey: .image)
        try values.encodeIfPresent(command, forKey: .command)
        try values.encodeIfPresent(entrypoint, forKey: .entrypoint)
        try values.encode(environment, forKey: .environment)
        try values.encode(user, forKey: .user)
        try values.encode(workingDirectory, forKey: .workingDirectory)
        try values.encode(labels, forKey: .labels)
        try values.encode(opensStandardInput, forKey: .opensStandardInput)
        try values.encode(closesStandardInputOnce, forKey: .closesStandardInputOnce)
        try values.encode(attachesStandardStreams && opensStandardInput, forKey: .attachesStandardInput)
        try values.encode(attachesStandardStreams, forKey: .attachesStandardOutput)
        try values.encode(attachesStandardStreams, forKey: .attachesStandardError)
        try values.encode(hasTerminal, forKey: .hasTerminal)
        try values.encode(host, forKey: .host)
    }
}
