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
              mcp-reconcile watch --repo . --mode plan-only
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var log: LogOptions
    @OptionGroup(title: "Following") var follow: FollowOptions
    @OptionGroup var output: OutputOptions

    enum Mode: String, CaseIterable, ExpressibleByArgument {
        case apply
        case planOnly = "plan-only"
    }

    @Option(help: "apply, or plan-only: print the plan whenever another one would be carried out, and change nothing.")
    var mode = Mode.apply

    func validate() throws {
        try follow.check(source)
    }

    func run() async throws {
        log.bootstrap()
        let desired = try await source.loadToFollow()
        let loader = try source.loader()
        try await engine.withClient { client in
            try await client.greet()
            let manifests = try await FollowedManifests(
                loader,
                source.gate(for: source.tree),
                of: desired,
                allowsRewind: follow.allowsRewind,
                engine: client
            )
            _ = try await manifests.load()
            let suspension = SuspensionFile.watched(desired.owner)
            let following = try Following(
                source,
                follow,
                engine: client,
                owner: desired.owner,
                suspension: suspension,
                log: log
            )
            let recorder = HistoryRecorder(of: "watch", following: manifests, try source.origin(""))
            let reconciler = Reconciler(
                engine: client,
                rollout: HandshakeGate(engine: client, version: ProgramVersion.current.text),
                lock: mode == .apply ? .ofThisUser : nil,
                consents: follow.standingConsent,
                isHeld: { suspension.isInForce },
                begun: { await recorder.record($0) },
                ended: { await recorder.record($0) }
            )
            let service = service(hints: following.watch.hints, manifests, reconciler, suspension)
            try await ServiceGroup(
                services: following.services + [service],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "mcp-reconcile") { _ in SwiftLogNoOpLogHandler() }
            )
            .run()
        }
    }

    private func service(
        hints: AsyncStream<ChangeHint>,
        _ manifests: FollowedManifests,
        _ reconciler: Reconciler,
        _ suspension: SuspensionFile
    ) -> any Service {
        switch mode {
        case .apply:
            ReconcileService(
                hints: hints,
                load: { try await manifests.load() },
                reconciler: reconciler,
                suspension: suspension,
                quarantines: suspension.quarantines,
                log: log,
                reconciled: { _ in },
                looked: {}
            )
        case .planOnly:
            PlanOnlyService(
                hints: hints,
                load: { try await manifests.load() },
                reconciler: reconciler,
                output: output,
                log: log
            )
        }
    }
}
