import Applier
import ArgumentParser
import ContainerEngine
import GatewayRuntime
import Logging
import ServiceLifecycle
import Spec
import UnixSignals
import Watcher

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow the manifests and apply each change, without serving.",
        discussion: """
            Each commit is applied as 'apply --yes' would. One that is not valid leaves everything as it was and says \
            why. Containers that somebody changes or stops are mended. Ends on SIGINT and SIGTERM.

            Examples:
              mcp-reconcile watch --repo /srv/team-tools --ref main
              mcp-reconcile watch --repo https://git.example.org/team/tools.git --ref main --poll-git 30s
              mcp-reconcile watch --path ./team-tools --profile dev
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var log: LogOptions
    @OptionGroup(title: "Following") var follow: FollowOptions

    func validate() throws {
        try follow.check(source)
    }

    func run() async throws {
        log.bootstrap()
        let desired = try await source.loadToFollow()
        let loader = try source.loader()
        try await engine.withClient { client in
            _ = try await client.version()
            let manifests = try await FollowedManifests(
                loader,
                source.gate(for: source.tree),
                of: desired,
                allowsRewind: follow.allowsRewind,
                engine: client
            )
            _ = try await manifests.load()
            let following = Following(source, follow, engine: client, owner: desired.owner)
            let reconciler = Reconciler(
                engine: client,
                rollout: HandshakeGate(engine: client, version: ProgramVersion.current.text),
                lock: .ofThisUser
            )
            let service = ReconcileService(
                hints: following.watch.hints,
                load: { try await manifests.load() },
                reconciler: reconciler,
                log: log,
                reconciled: { _ in },
                looked: {}
            )
            try await ServiceGroup(
                services: following.services + [service],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "mcp-reconcile") { _ in SwiftLogNoOpLogHandler() }
            )
            .run()
        }
    }
}
