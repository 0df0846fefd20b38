/// What a profile or a repository says for all its servers.
struct ServerDefaults: Sendable {
    let resources: ResourceDeclaration?
    let network: Located<NetworkDeclaration>?
    let drift: DriftPolicy?

    static let format = Format.object(
        .optional("resources", ResourceDeclaration.format, "What a server may use at most."),
        .optional("network", NetworkDeclaration.format.located, "Which network a server reaches: none, unless said."),
        .optional(
            "drift",
            Format.word(DriftPolicy.self),
            "What becomes of servers that somebody changes on the engine: heal, unless said; or report."
        ),
        build: { ServerDefaults(resources: $0, network: $1, drift: $2) }
    )
}

/// The limits that a manifest sets; what it leaves out comes from elsewhere.
struct ResourceDeclaration: Sendable {
    let cpus: Located<Double>?
    let memory: Located<ByteCount>?
    let pids: Located<Int64>?

    static let format = Format.object(
        .optional("cpus", Format.number(in: 0.01...1024).located, "Processor cores, such as 0.5; 1 unless said."),
        .optional("memory", Format.byteCount.located, "Memory such as 512Mi; 2Gi unless said."),
        .optional("pids", Format.integer(in: 1...4_194_304).located, "Processes and threads; 256 unless said."),
        build: { ResourceDeclaration(cpus: $0, memory: $1, pids: $2) }
    )
}

/// The network that a manifest asks for.
enum NetworkDeclaration: Hashable, Sendable {
    case policy(NetworkPolicy)
    /// Not served by this version.
    case hosts([String])

    static let format = Format<NetworkPolicy>.word(NetworkPolicy.self).map { NetworkDeclaration.policy($0) }
        .or(
            .object(
                .required("allowHosts", .list(of: .string(.nonEmpty)), "host:port, not served by this version."),
                build: { NetworkDeclaration.hosts($0) }
            )
        )
}
