import Applier
import ArgumentParser
import ContainerEngine
import GatewayRuntime
import Spec

struct GatewayRunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Apply one profile, serve its tools, and follow every change.",
        discussion: """
            On stdio it serves the client that started it; with --transport streaming, clients on this host that \
            present the bearer token of MCP_GATEWAY_AUTH_TOKEN (one is made and shown once if it is not set). A \
            server that is replaced finishes the calls that it has; a server that fails harms only itself. Containers \
            keep running when the gateway ends; 'destroy' removes them. A gateway on stdio for a profile that is \
            served on this host already joins the gateway that serves it.

            Examples:
              mcp-reconcile gateway run --profile ./profiles/dev.yaml
              mcp-reconcile gateway run --repo . --ref main --profile dev --transport streaming --port 8811
              mcp-reconcile gateway run --repo git@git.example.org:team/tools.git --ref main --profile dev
            """
    )

    enum Transport: String, CaseIterable, ExpressibleByArgument {
        case stdio, streaming, sse

        /// Accepts the names that Docker's MCP Gateway gives to the streamable HTTP transport, too.
        init?(argument: String) {
            switch argument {
            case "stdio": self = .stdio
            case "streaming", "streamable", "streamable-http", "http": self = .streaming
            case "sse": self = .sse
            default: return nil
            }
        }
    }

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var log: LogOptions

    @Option(
        help:
            "How clients connect: stdio, streaming (streamable HTTP), or sse (that, and HTTP with server-sent events)."
    )
    var transport = Transport.stdio

    @Option(help: "The port for streaming; 0 takes a free one and says which. The default is 8811.")
    var port: Int?

    @Option(help: "The address to listen on for streaming; other hosts than loopback can reach it only if you say so.")
    var host = "127.0.0.1"

    @Flag(inversion: .prefixedNo, help: "Follow changes of the manifests.")
    var watch = true

    @OptionGroup var lock: LockOptions

    @OptionGroup(title: "Following") var follow: FollowOptions

    @Flag(help: "Keep a trace of every call, without its arguments and results; 'traces' shows them.")
    var traces = false

    @Flag(help: "With --traces, keep arguments and results, too: up to 16 KiB of each, credentials redacted.")
    var traceContents = false

    @Flag(help: "Write a line to the log for every call.")
    var logCalls = false

    @Flag(
        help: ArgumentHelp(
            "Keep the containers of single sessions and calls, stopped, when their use has ended: the last 64.",
            discussion: "The next gateway without --keep, or 'destroy', removes them."
        )
    )
    var keep = false

    @OptionGroup(title: "What is shown") var view: ViewOptions

    @OptionGroup(title: "Interceptors") var interception: InterceptorOptions

    @Flag(help: "Start a fleet of one's own, also when a gateway on this host serves the profile already.")
    var standalone = false

    func validate() throws {
        try follow.check(source)
        if transport == .stdio, port != nil {
            throw ValidationError("--port has no meaning on stdio: add --transport streaming or sse.")
        }
        if traceContents, !traces { throw ValidationError("--trace-contents has no meaning without --traces.") }
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("--port is a number from 0 to 65535.")
        }
    }

    func run() async throws {
        log.bootstrap()
        OpenFileLimit.raise()
        let loaded = try await source.loadToFollow()
        let desired = view.shown(of: loaded)
        let profile = try desired.onlyProfile()
        try view.check(profile)
        try lock.check(loaded)
        let place = try GatewayPlace(of: profile.name, desired.owner, source, engine)
        try await SharedGateway(place: place, command: self).serving { lease, joined in
            try await engine.withClient { client in
                // An engine that does not answer now is a mistake of the user's, and not something to wait for.
                try await client.greet()
                let manifests = try await FollowedManifests(
                    loader(of: profile.name),
                    source.gate(for: source.tree),
                    of: desired,
                    allowsRewind: follow.allowsRewind,
                    unlocked: { [lock] in lock.isDemanded ? lock.complaint(about: $0) : nil },
                    engine: client
                )
                let newest = try await newest(of: profile, manifests, isNeeded: joined != nil)
                try await GatewayApplication(
                    command: self,
                    client: client,
                    owner: desired.owner,
                    profile: newest,
                    manifests: manifests,
                    place: lease.isHeld ? place : nil,
                    joined: joined
                ).run()
            }
        }
    }

    /// The profile as it is now: a gateway that goes on in another's place may have begun long ago.
    ///
    /// One that has just begun must not begin with a commit that is refused.
    private func newest(
        of profile: Profile,
        _ manifests: FollowedManifests,
        isNeeded: Bool
    ) async throws -> Profile {
        guard isNeeded else {
            _ = try await manifests.load()
            return profile
        }
        // Manifests that are not valid now change nothing, and the reconciler says why.
        guard let desired = try? await manifests.load() else { return profile }
        return view.shown(of: desired).profiles.first { $0.name == profile.name } ?? profile
    }

    /// Whether nobody may join the gateway: it does not show all.
    var isAlone: Bool { standalone || !view.isEmpty }

    /// Whether the gateway may join another instead of serving: who joins gets the other's options.
    var mayJoin: Bool {
        transport == .stdio && !isAlone && !logCalls && !traces && !keep && !lock.locked && interception.isEmpty
    }

    /// Reads the one profile anew, also when the tree has come to hold others.
    func loader(of profile: ProfileName) throws -> SpecLoader {
        SpecLoader(
            tree: source.tree,
            profiles: source.profileFile == nil ? .named(profile) : .all,
            environment: try source.environment()
        )
    }
}

extension DesiredState {
    /// The profile that is meant, where one must be.
    ///
    /// - Throws: ``CommandFailure`` if the tree holds another number than one.
    func onlyProfile() throws -> Profile {
        guard profiles.count != 1 else { return profiles[0] }
        let names = profiles.map(\.name.text).joined(separator: ", ")
        throw CommandFailure(
            status: .invalidInput,
            message: profiles.isEmpty
                ? "the manifests hold no profile: add one under profiles/"
                : "the manifests hold several profiles, choose one with --profile: \(names)"
        )
    }
}
