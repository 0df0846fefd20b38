package import ContainerEngine
import Logging
import ModelContextProtocol
package import NIOCore
import NIOPosix
import Planner
import ServiceLifecycle
import Spec
import Synchronization
package import Telemetry

/// Serves the tools, prompts and resources of one profile's servers to any number of clients.
///
/// The reconciler decides which containers exist; the gateway keeps the connections to them, moves calls from an old
/// container to its successor without dropping one, and brings back a server that ends.
package final class Gateway: Sendable {
    let opening: BackendOpening
    let turns = ContainerTurns()
    let seal = RequestStateSeal()
    let time: Stopwatch
    let version: String
    let state = Mutex(State())
    /// Where the connections to servers live.
    ///
    /// A stdio client's own connection belongs there too: then a call changes threads nowhere on its way.
    package let eventLoop: any EventLoop
    /// Makes containers for single sessions and calls; nil if none can be made.
    let ephemerals: EphemeralContainers?
    /// Are told of what happens.
    let observers: [any GatewayObserver]
    /// What traces keep of arguments and results; nil for nothing.
    let contents: TraceContents?
    /// Chooses the calls that get spans; nil if none does.
    let sampler: OTLPConfiguration.Sampler?
    /// What was said of interceptors when the gateway was started.
    let interception: InterceptionOptions
    /// What servers list, known before they run; nil if nothing is.
    let inventories: (any ServerInventories)?
    let failures = FailureLog()
    private let settlement: Duration
    let listingPause: Duration
    private let errands: AsyncStream<@Sendable () async -> Void>
    private let errandsContinuation: AsyncStream<@Sendable () async -> Void>.Continuation
    private let supervised: AsyncStream<Backend>
    private let supervisedContinuation: AsyncStream<Backend>.Continuation

    /// Servers that may wait for ``run()`` to watch over them.
    private static let maximumWaiting = 1024

    /// Makes a gateway that serves nothing yet.
    ///
    /// - Parameters:
    ///   - engine: Where the servers' containers are.
    ///   - version: The program's version, which clients and servers are told.
    ///   - clients: How many may be connected at once: servers may ask questions only of a single one.
    ///   - ephemerals: Makes containers for single sessions and calls; without it, servers that want one each fail.
    ///   - toolContainers: Makes the containers of tools; `ephemerals` does, unless said.
    ///   - observers: Are told of what happens.
    ///   - contents: What traces keep of arguments and results; without it, nothing.
    ///   - sampler: Chooses the calls that get spans; without it, none does.
    ///   - interception: What holds beside, or instead of, what the profile says of interceptors.
    ///   - inventories: What is shown of servers before they run; without it, nothing.
    ///   - logs: Where it is kept what servers write beside their messages; without it, nowhere.
    ///   - eventLoop: Where the connections to servers live.
    ///   - settlement: From the begin of ``run()``, how long calls may wait for servers that are still starting, and lists
    ///     as long as nothing is known of any.
    ///   - listingPause: How long lists wait for a further server once something is known of another one.
    ///   - clock: What waits are measured by.
    package init(
        engine: EngineClient,
        version: String,
        clients: ExpectedClients = .many,
        ephemerals: EphemeralContainers? = nil,
        toolContainers: EphemeralContainers? = nil,
        observers: [any GatewayObserver] = [],
        contents: TraceContents? = nil,
        sampler: OTLPConfiguration.Sampler? = nil,
        interception: InterceptionOptions = InterceptionOptions(),
        inventories: (any ServerInventories)? = nil,
        logs: ServerLogs? = nil,
        eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        settlement: Duration = .seconds(10),
        listingPause: Duration = .seconds(3),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.version = version
        self.ephemerals = ephemerals
        self.observers = observers
        self.contents = contents
        self.sampler = sampler
        self.interception = interception
        self.inventories = inventories
        self.eventLoop = eventLoop
        self.settlement = settlement
        self.listingPause = listingPause
        opening = BackendOpening(
            engine: engine,
            version: version,
            eventLoop: eventLoop,
            questions: clients == .one ? .all : .none,
            logs: logs,
            ephemerals: toolContainers ?? ephemerals
        )
        time = Stopwatch(clock)
        (supervised, supervisedContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.maximumWaiting)
        )
        (errands, errandsContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumWaiting))
    }

    /// Does something beside everything else, as long as ``run()`` runs; false if too much is under way.
    func perform(_ errand: @escaping @Sendable () async -> Void) -> Bool {
        guard case .enqueued = errandsContinuation.yield(errand) else { return false }
        return true
    }

    /// Opens a client's conversation.
    ///
    /// The caller ends it with `close()`.
    package func openSession(transport: SessionTransport) -> ClientSession {
        let session = ClientSession(gateway: self)
        Logger.current.debug("a session was opened", metadata: ["mcp.transport": "\(transport.rawValue)"])
        state.withLock { $0.sessions[session.id] = session }
        return session
    }

    /// Ends every conversation and detaches from every server; the servers keep running.
    package func disconnect() {
        let (backends, sessions) = state.withLock { ($0.fleet.backends, Array($0.sessions.values)) }
        for session in sessions { session.close() }
        for backend in backends { backend.detach() }
    }

    func sessionEnded(_ session: ClientSession) {
        let abandoned = state.withLock { state in
            state.sessions[session.id] = nil
            return state.subscriptions.removeAll(of: session.id)
        }
        unsubscribeUpstream(abandoned)
    }

    var table: RouteTable { state.withLock { $0.table } }

    var pipeline: InterceptorPipeline? { state.withLock { $0.pipeline } }

    /// Lets ``run()`` watch over a server from now on.
    func supervise(_ backend: Backend) {
        guard case .dropped = supervisedContinuation.yield(backend) else { return }
        Logger.current.error("a server is not watched over", metadata: ["mcp.server": "\(backend.address)"])
    }
}

// MARK: - Its life

extension Gateway: Service {
    /// Watches over the servers, until graceful shutdown or cancellation; then every conversation has ended.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask {
                // A wait that is cut short means that the gateway ends.
                try? await self.time.clock.sleep(for: self.settlement)
                self.settle()
            }
            group.addTask { await self.runErrands() }
            group.addTask { await self.ephemerals?.sweep(self.opening.engine) }
            for await backend in supervised.cancelOnGracefulShutdown() {
                group.addTask { await backend.supervise() }
            }
            group.cancelAll()
            disconnect()
        }
        await ephemerals?.endAll(opening.engine)
    }

    private func runErrands() async {
        await withDiscardingTaskGroup { group in
            for await errand in errands { group.addTask { await errand() } }
        }
    }
}
