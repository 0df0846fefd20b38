/// One server of a profile as the file says it.
struct ServerDeclaration: Sendable {
    let name: Located<ServerName>
    let reference: Located<String>
    let tools: ToolPolicyDeclaration?
    /// A mapping of sections, each a mapping of values for the templates of the server's entry.
    let config: YAMLNode?
    let secrets: Located<[SecretDeclaration]>?
    let isolation: Located<Isolation>?
    let warm: Located<Int64>?
    let mounts: [Located<MountDeclaration>]
    let timeouts: Timeouts
    let resources: ResourceDeclaration?
    let network: Located<NetworkDeclaration>?
    let environment: [Named<Located<String>>]
    let command: Located<[Located<String>]>?
    let user: Located<String>?
    let protocolChoice: ProtocolChoice
    let http: Located<HTTPDeclaration>?
    /// Directories of the host that arguments of container tools may name.
    let hostPaths: Located<[Located<String>]>?
    let lockPolicy: LockPolicy
    let drift: DriftPolicy?
    let isProtected: Located<Bool>?
    let onRemove: Located<RemovalPolicy.Outcome>?

    static let format = Format.object(
        .required("name", Format.serverName.located, "The server's name, unique within the profile."),
        .required(
            "ref",
            Format.string(.serverReference).located,
            "docker://image, file://path of a server entry, catalog://catalog/server, or the https URL of a server in a registry."
        ),
        .optional("tools", ToolPolicyDeclaration.format, "Which tools are exposed, and under which names."),
        .optional("config", .anyMapping, "Values for the templates of the server's entry, by section."),
        .optional("secrets", Format.list(of: SecretDeclaration.format).located, "Not served by this version."),
        .optional(
            "isolation",
            Format.word(Isolation.self).located,
            "How many processes serve the clients: one, one per session, or one per call."
        ),
        .optional(
            "warm",
            Format.integer(in: 0...Int64(ServingPolicy.maximumWarm)).located,
            "With isolation session or call, how many processes wait, started, for their use; 1 unless said."
        ),
        .optional(
            "mounts",
            .list(of: MountDeclaration.format.located),
            default: [],
            "What the server sees of the host."
        ),
        .optional("timeouts", timeoutsFormat, default: Timeouts(), "How long the gateway waits for the server."),
        .optional("resources", ResourceDeclaration.format, "What the server may use at most."),
        .optional("network", NetworkDeclaration.format.located, "Which network the server reaches: none, unless said."),
        .optional("env", environmentFormat, default: [], "Variables of the server's environment."),
        .optional(
            "command",
            Format.list(of: Format.text.located).located,
            "Arguments after the image; may be templates."
        ),
        .optional("user", Format.text.located, "user[:group] that the server runs as."),
        .optional(
            "protocol",
            Format.word(ProtocolChoice.self),
            default: .auto,
            "Which era of the protocol the server is spoken to in: what it turns out to speak, unless said."
        ),
        .optional(
            "http",
            HTTPDeclaration.format.located,
            "Where the server answers HTTP, if it has no standard streams."
        ),
        .optional(
            "hostPaths",
            Format.list(of: Format.string(.nonEmpty).located).located,
            "Directories of the host that arguments of container tools may name ('./' is the tree)."
        ),
        .optional(
            "lock",
            .word(LockPolicy.self),
            default: .block,
            "What becomes of tools that are not as they were locked: block, warn, or quarantine the whole server."
        ),
        .optional(
            "drift",
            Format.word(DriftPolicy.self),
            "What becomes of the server when somebody changes it on the engine: heal, unless said; or report."
        ),
        .optional(
            "protect",
            Format.boolean.located,
            "True keeps the server's container until somebody agrees to its end by name, whatever manifests say."
        ),
        .optional(
            "onRemove",
            Format.word(RemovalPolicy.Outcome.self).located,
            "What becomes of the container when no manifest names the server any more: remove, unless said; stop; or orphan."
        ),
        build: ServerDeclaration.init
    )

    private static let timeoutsFormat = Format.object(
        .optional("start", .duration, default: Timeouts().start, "From start to the end of the handshake; 30s."),
        .optional("call", .duration, default: Timeouts().call, "One request; 60s."),
        .optional("idle", .duration, default: Timeouts().idle, "How long the server may be unused; 10m."),
        build: { Timeouts(start: $0, call: $1, idle: $2) }
    )

    private static let environmentFormat = Format.map(.variableName, to: Format.text.located).or(
        .list(
            of: .object(
                .required("name", Format.string(.variableName).located, "The variable's name."),
                .required("value", Format.text.located, "The variable's value; may be a template."),
                build: { Named(name: $0.value, location: $0.location, value: $1) }
            )
        )
    )
}

/// Which tools of a server are exposed, as the file says it.
struct ToolPolicyDeclaration: Sendable {
    let allow: [String]?
    let deny: [String]
    let rename: [Named<Located<String>>]
    let descriptions: [Named<Located<String>>]
    let isReadOnly: Bool

    static let format = Format.object(
        .optional("allow", .list(of: .string(.nonEmpty)), "Globs over the server's own tool names; all, unless said."),
        .optional("deny", .list(of: .string(.nonEmpty)), default: [], "Globs over names that are withheld."),
        .optional(
            "rename",
            .map(.nonEmpty, to: Format.string(.toolName).located),
            default: [],
            "Exposed names by the server's own names."
        ),
        .optional(
            "describe",
            .map(.nonEmpty, to: Format.string(.nonEmpty).located),
            default: [],
            "What clients are told of tools instead of the server's words, by the server's own names."
        ),
        .optional(
            "readOnly",
            .boolean,
            default: false,
            "True exposes only tools that say of themselves that they change nothing."
        ),
        build: ToolPolicyDeclaration.init
    )
}

/// A secret that a server asks for: read, so that it can be refused by its name.
struct SecretDeclaration: Sendable {
    let name: String
    let variable: String?
    let provider: String?

    static let format = Format.object(
        .required("name", .string(.nonEmpty), "The secret's name."),
        .optional("env", .string(.variableName), "The variable that the server expects it in."),
        .optional("from", .string(.nonEmpty), "The provider that has it."),
        build: SecretDeclaration.init
    )
}

/// A mount as the file says it.
struct MountDeclaration: Sendable {
    let source: Located<String>
    let target: Located<String>
    let isReadOnly: Bool

    static let format = Format.object(
        .required(
            "source",
            Format.string(.nonEmpty).located,
            "A path of the host ('./' is the tree), or a volume's name."
        ),
        .required("target", Format.string(.containerPath).located, "The absolute path within the container."),
        .optional("readOnly", .boolean, default: true, "False lets the server write."),
        build: MountDeclaration.init
    )
}
