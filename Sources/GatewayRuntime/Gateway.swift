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

/// How many clients a gateway can have.
package enum ExpectedClients: Hashable, Sendable {
    /// The one that started it, on stdio.
    case one
    case many
}

/// Serves the tools, prompts and resources of one profile's servers to any number of clients.
///
/// The reconciler decides which containers exist; the gateway keeps the connections to them, moves calls from an old
/// container to its successor without dropping one, and brings back a server that ends.
package final class Gateway: Sendable {
    struct State {
        var fleet = Fleet()
        var table = RouteTable()
        /// Whether lists are answered.
        var listing = Settlement()
        /// Whether every server was looked at.
        var settlement = Settlement()
        /// Of how many servers it is known what they list.
        var knownServers = 0
        var firstLook = FirstLook()
        /// Servers whose lists have changed, and which are learned soon.
        var unlearned: Set<ContainerID> = []
        var sessions: [SessionID: ClientSession] = [:]
        var subscriptions = Subscriptions()
        /// Requests whose clients were asked something back, by the state that they will come again with.
        var suspended: [String: SuspendedRequest] = [:]
        /// Copies of servers that wait for their clients to come again, by the names that sealed states have for them.
        var keptCopies: [String: EphemeralServer] = [:]
        /// What requests and answers pass; nil if there is nothing.
        var pipeline: InterceptorPipeline?
        /// What servers' messages pass that are no answers; nil if there is nothing.
        var messages: MessageGuard?
        /// What these were made of.
        var settings: GatewaySettings?
        /// Servers of which it was last said how much is withheld.
        var lockedServers: Set<ServerName> = []
        /// Counts what happened to the fleet.
        var changes: UInt64 = 0
        /// The change up to which `table` is true.
        var publishedChange: UInt64 = 0

        /// What the routes must be made of now.
        var blueprint: Blueprint {
            Blueprint(
                change: changes,
                sources: fleet.serving.filter { !$0.server.isHidden }.map(RouteTable.Source.init),
                naming: fleet.naming
            )
        }
    }

    /// What routes are made of, and which change of the fleet it reflects.
    struct Blueprint {
        let change: UInt64
        let sources: [RouteTable.Source]
        let naming: ToolNaming
    }

    /// What new routes bring, and whom.
    private struct News {
        var withheld: [ExposedNames.Entry] = []
        var changes: Set<ListKind> = []
        var audience: [ClientSession] = []
        var settled: [@Sendable () -> Void] = []
        /// Of how many servers lists could tell now, if that is more than before and they wait for others.
        var knownServers: Int?
    }

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
    private let listingPause: Duration
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

    /// Whether every server was looked at once, and how each is.
    package var readiness: Readiness {
        state.withLock { state in
            var readiness = Readiness(isReady: state.settlement.isSettled, servers: state.fleet.standings)
            readiness.settings = state.fleet.profile?.gateway
            return readiness
        }
    }

    /// The program's name and version, as JSON.
    var implementation: String { #"{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}"# }

    /// The member of a handshake's result that tells how to use the servers, with the comma before it.
    var instructionsMember: String {
        table.instructions.map { #","instructions":\#(JSONString.quoting($0))"# } ?? ""
    }

    var table: RouteTable { state.withLock { $0.table } }

    var pipeline: InterceptorPipeline? { state.withLock { $0.pipeline } }

    /// Lets ``run()`` watch over a server from now on.
    func supervise(_ backend: Backend) {
        guard case .dropped = supervisedContinuation.yield(backend) else { return }
        Logger.current.error("a server is not watched over", metadata: ["mcp.server": "\(backend.address)"])
    }
}

// MARK: - What clients see

extension Gateway {
    /// Changes the fleet, makes the routes anew and, if clients now see other tools, tells them.
    ///
    /// Routes are made outside of the lock that calls take. When this returns, no route is older than the change.
    func change<Value>(_ body: (inout Fleet) -> Value) -> Value {
        var (value, blueprint) = state.withLock { state in
            let value = body(&state.fleet)
            state.changes += 1
            return (value, state.blueprint)
        }
        while let next = publish(blueprint, RouteTable(blueprint.sources, naming: blueprint.naming)) {
            blueprint = next
        }
        return value
    }

    /// Lets calls take the routes, unless newer ones are there already.
    ///
    /// - Returns: What to make routes of instead, if the fleet has changed meanwhile.
    private func publish(_ blueprint: Blueprint, _ table: RouteTable) -> Blueprint? {
        var news = News()
        let next = state.withLock { state -> Blueprint? in
            guard state.publishedChange < blueprint.change else { return nil }
            guard state.changes == blueprint.change else { return state.blueprint }
            let changes = table.changes(from: state.table)
            if !changes.isEmpty {
                news = News(withheld: table.withheld, changes: changes, audience: Array(state.sessions.values))
            }
            state.table = table
            state.publishedChange = blueprint.change
            news.settled = state.listing.update(isComplete: state.fleet.isListed)
            news.settled += state.settlement.update(isComplete: state.fleet.isSettled)
            let known = state.fleet.knownServers
            if !state.listing.isSettled, known > state.knownServers {
                (state.knownServers, news.knownServers) = (known, known)
            }
            return nil
        }
        tell(news)
        return next
    }

    /// Tells observers how much is withheld of each server that is locked, and that nothing is of those that are gone.
    func countWithheld() {
        guard !observers.isEmpty else { return }
        let counts = state.withLock { state -> [ServerName: [ListKind: Int]] in
            let now = state.fleet.standings.filter { !$0.withheld.isEmpty }.map { ($0.name, $0.withheld) }
            let gone = state.lockedServers.filter { name in !now.contains { $0.0 == name } }
            state.lockedServers = Set(now.map(\.0))
            return Dictionary(now + gone.map { ($0, [:]) }) { first, _ in first }
        }
        for (server, withheld) in counts {
            for kind in ListKind.allCases {
                for observer in observers { observer.withheld(withheld[kind] ?? 0, of: kind, from: server) }
            }
        }
    }

    private func tell(_ news: News) {
        countWithheld()
        if !observers.isEmpty, !news.changes.isEmpty {
            let table = table
            for observer in observers {
                for kind in ListKind.allCases { observer.discovered(table.count(of: kind), of: kind) }
            }
        }
        for entry in news.withheld {
            let tool = UntrustedText.escaping(String(entry.name.prefix(128)))
            Logger.current.warning(
                "a tool or prompt is withheld because another has its name",
                metadata: ["mcp.server": "\(entry.server)", "mcp.name": "\(tool)"]
            )
        }
        for session in news.audience { session.listsChanged(news.changes) }
        for body in news.settled { body() }
        if let known = news.knownServers { answerLists(knowing: known) }
    }

    /// Has lists answered after a pause, unless more servers are known then: one that does not start must not hide the
    /// others, and what comes later is announced.
    private func answerLists(knowing known: Int) {
        // Without it lists wait until all servers were looked at.
        _ = perform { [time, listingPause] in
            // A wait that is cut short means that the gateway ends.
            guard (try? await time.clock.sleep(for: listingPause)) != nil else { return }
            let settled = self.state.withLock { state in
                state.knownServers == known ? state.listing.update(isComplete: true) : []
            }
            for body in settled { body() }
        }
    }

    /// Calls back once it is known what every server of the profile lists, or the others have had their time.
    func whenListed(_ body: @escaping @Sendable () -> Void) {
        let isListed = state.withLock { $0.listing.add(body) }
        if isListed { body() }
    }

    /// Calls back once every server of the profile serves or has failed to, or their time to start has passed.
    func whenSettled(_ body: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { $0.settlement.add(body) }
        if isSettled { body() }
    }

    /// Says that the first look at all servers has ended, or has taken long enough.
    package func settle() {
        let settled = state.withLock { $0.listing.update(isComplete: true) + $0.settlement.update(isComplete: true) }
        for body in settled { body() }
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
