import Applier
import CallTraces
import ContainerEngine
import GatewayRuntime
import Logging
import ServiceLifecycle
import Spec
import SystemPackage
import Telemetry
import UnixSignals
import Watcher

/// Everything that runs while a gateway serves, wired together.
struct GatewayApplication {
    private static let defaultPort = 8811
    private static let shutdown: Duration = .seconds(15)

    let command: GatewayRunCommand
    let client: EngineClient
    let owner: OwnerID
    let profile: Profile
    /// What is followed.
    let manifests: FollowedManifests
    /// Where other gateways of the profile join this one; nil if none may.
    let place: GatewayPlace?
    /// The client that had joined another gateway in whose place this one goes on; nil if there is none.
    let joined: JoinedClient?

    func run() async throws {
        let recorder = makeRecorder()
        let registry = MetricRegistry()
        let exporter = makeExporter(registry)
        let logs = ServerLogs(in: .ofThisUser(owner, profile.name))
        let gateway = Gateway(
            engine: client,
            version: ProgramVersion.current.text,
            clients: command.transport == .stdio ? .one : .many,
            ephemerals: try EphemeralContainers(
                in: ApplyLock.ofThisUser.directory,
                for: .init(owner: owner, profile: profile.name, isKeeping: command.keep)
            ),
            observers: observers(with: recorder, registry, exporter),
            contents: command.traceContents ? TraceContents() : nil,
            sampler: exporter?.configuration.traces == nil ? nil : exporter?.configuration.sampler,
            interception: command.interception.options,
            inventories: InventoryCache(in: UserDirectory.cache.appending("inventory")),
            logs: logs
        )
        let suspension = SuspensionFile.watched(owner)
        let changes = try Following(
            command.source,
            command.follow,
            isWatching: command.watch,
            engine: client,
            owner: owner,
            suspension: suspension,
            log: command.log
        )
        let socket = place.map { SocketServer(gateway: gateway, place: $0) }
        let transport = try transport(of: gateway, beside: socket, registry)
        let reconciling = try await reconciling(gateway, changes.watch, suspension)
        let serving = Serving(gateway: gateway, profile: profile, owner: owner, reconciling: reconciling)
        var services: [any Service] = [logs, gateway] + changes.services + [serving]
        if let socket { services.append(socket) }
        if let place { services.append(ReportSocket(gateway: gateway, place: place)) }
        // What begins first ends last: the last calls are traced, and what servers said last is kept, too.
        if let recorder { services.insert(recorder, at: 0) }
        if let exporter { services.insert(ExportService(exporter: exporter), at: 0) }
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(named: $0) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: Logger(label: "mcp-reconcile") { _ in SwiftLogNoOpLogHandler() }
        )
        configuration.services.append(
            .init(
                service: transport,
                successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .cancelGroup,
                serviceName: "transport"
            )
        )
        configuration.maximumGracefulShutdownDuration = Self.shutdown
        try await ServiceGroup(configuration: configuration).run()
    }

    private func observers(
        with recorder: TraceRecorder?,
        _ registry: MetricRegistry,
        _ exporter: OTLPExporter?
    ) -> [any GatewayObserver] {
        var observers: [any GatewayObserver] = recorder.map { [$0] } ?? []
        if command.logCalls { observers.append(CallLog()) }
        if command.transport != .stdio || exporter?.configuration.metrics != nil {
            let transport = command.transport.rawValue
            observers.append(CallMetrics(registry, transport: transport, profile: profile.name.text))
        }
        if let exporter, exporter.configuration.traces != nil { observers.append(CallSpans(exporter)) }
        return observers
    }

    /// Telemetry is exported where the standard variables say so.
    private func makeExporter(_ registry: MetricRegistry) -> OTLPExporter? {
        let configuration = OTLPConfiguration(version: ProgramVersion.current.text)
        for problem in configuration.problems {
            Logger.current.warning("telemetry is exported only in part", metadata: ["problem": "\(problem)"])
        }
        guard configuration.isEnabled else { return nil }
        return OTLPExporter(configuration, registry: registry, logger: Logger.current)
    }

    /// A gateway serves also where no trace can be kept.
    private func makeRecorder() -> TraceRecorder? {
        guard command.traces else { return nil }
        do {
            return TraceRecorder(store: try .ofThisUser(), retention: TraceRetention())
        } catch {
            Logger.current.warning("no traces are kept", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func reconciling(
        _ gateway: Gateway,
        _ watch: ChangeWatch,
        _ suspension: SuspensionFile
    ) async throws -> ReconcileService {
        let recorder = HistoryRecorder(
            of: "gateway run",
            following: manifests,
            try command.source.origin(""),
            profile: command.source.profileFile == nil ? profile.name : nil
        )
        let reconciler = Reconciler(
            engine: client,
            rollout: gateway,
            lock: .ofThisUser,
            consents: command.follow.standingConsent,
            isHeld: { suspension.isInForce },
            begun: { await recorder.record($0) },
            ended: { await recorder.record($0) }
        )
        return ReconcileService(
            hints: watch.hints,
            load: { [view = command.view, manifests] in try await manifests.load(showing: view.shown) },
            reconciler: reconciler,
            suspension: suspension,
            quarantines: suspension.quarantines,
            log: command.log,
            reconciled: { desired in
                guard let profile = desired.profiles.first(where: { $0.name == profile.name }) else { return }
                await gateway.follow(profile, of: desired.owner)
            },
            looked: {
                gateway.looked()
                StartUpPages.release()
                FreedMemory.release()
            }
        )
    }

    private func transport(
        of gateway: Gateway,
        beside socket: SocketServer?,
        _ registry: MetricRegistry
    ) throws -> any Service {
        switch command.transport {
        case .stdio: OutlivingTransport(own: ownTransport(of: gateway), socket: socket)
        case .streaming, .sse: try streaming(gateway, registry)
        }
    }

    private func ownTransport(of gateway: Gateway) -> any Service {
        guard let joined, let place else { return StdioTransport(gateway: gateway) }
        return JoinedTransport(client: joined, place: place)
    }

    private func streaming(_ gateway: Gateway, _ registry: MetricRegistry) throws -> any Service {
        let chosen = try BearerToken.ofEnvironment()
        let token = chosen ?? .generate()
        return StreamableHTTPServer(
            host: command.host,
            port: command.port ?? Self.defaultPort,
            token: token,
            eventLoop: gateway.eventLoop,
            onListening: { address in
                let more = command.transport == .sse ? " and \(address.eventStreamURL)" : ""
                command.log.announce(
                    "mcp-reconcile: serving profile \(profile.name) at \(address.url)\(more)\n",
                    "serving",
                    ["mcp.profile": profile.name.text, "url": address.url]
                )
                guard chosen == nil else { return }
                command.log.announce(
                    "mcp-reconcile: bearer token: \(token.revealed())\n",
                    "a bearer token was made",
                    ["token": token.revealed()]
                )
            },
            readiness: { gateway.readiness },
            metrics: { PrometheusText.text(registry.snapshot) },
            servesEventStreams: command.transport == .sse,
            openSession: { gateway.openSession(transport: .http) }
        )
    }

    private struct ExportService: Service {
        let exporter: OTLPExporter

        func run() async { await exporter.run() }
    }

    /// Serves a client that had joined another gateway before: it joins this one now.
    private struct JoinedTransport: Service {
        /// How long the socket may take to be there.
        private static let patience: Duration = .seconds(10)
        private static let interval: Duration = .milliseconds(10)

        let client: JoinedClient
        let place: GatewayPlace

        func run() async throws {
            let deadline = ContinuousClock.now + Self.patience
            while ContinuousClock.now < deadline {
                switch try await client.converse(at: place) {
                case .clientLeft, .gatewayEnded: return
                case .nobodyListens, .gatewayIsSilent: try await Task.sleep(for: Self.interval)
                }
            }
        }
    }

    /// Serves the client that started the gateway, and after it those that have joined.
    private struct OutlivingTransport: Service {
        let own: any Service
        let socket: SocketServer?

        func run() async throws {
            try await own.run()
            await socket?.untilUnused()
        }
    }

    /// Shows what is known of the servers; then connects to those that run while the reconciler looks, and goes on with
    /// that.
    private struct Serving: Service {
        let gateway: Gateway
        let profile: Profile
        let owner: OwnerID
        let reconciling: ReconcileService

        func run() async throws {
            await gateway.begin(profile)
            // What the reconciler starts from now on is not looked for here.
            let running = await gateway.running(profile, of: owner)
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask {
                    await gateway.adopt(running)
                    gateway.adopted()
                }
                try await reconciling.run()
                group.cancelAll()
            }
        }
    }
}
