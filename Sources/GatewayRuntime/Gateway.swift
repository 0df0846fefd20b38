package import ContainerEngine
import Logging
import ModelContextProtocol
package import NIOCore
import NIOPosix
import Planner
import ServiceLifecycle
import Spec
import Synchronization

/// Serves the tools of one profile's servers to any number of clients.
///
/// The reconciler decides which containers exist; the gateway keeps the connections to them, moves calls from an old
/// container to its successor without dropping one, and brings back a server that ends.
package final class Gateway: Sendable {
    struct State {
        var fleet = Fleet()
        var table = RouteTable()
        var settlement = Settlement()
        var sessions: [SessionID: ClientSession] = [:]
    }

    let opening: BackendOpening
    let turns = ContainerTurns()
    let time: Stopwatch
    let version: String
    let state = Mutex(State())
    /// Where the connections to servers live. A stdio client's own connection belongs there too: then a call changes
    /// threads nowhere on its way.
    package let eventLoop: any EventLoop
    private let settlement: Duration
    private let supervised: AsyncStream<Backend>
    private let supervisedContinuation: AsyncStream<Backend>.Continuation

    /// Servers that may wait for ``run()`` to watch over them.
    private static let maximumWaiting = 1024

    /// - Parameters:
    ///   - version: The program's version, which clients and servers are told.
    ///   - settlement: From the begin of ``run()``, how long lists may wait for servers that are still starting.
    package init(
        engine: EngineClient,
        version: String,
        eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        settlement: Duration = .seconds(10),
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.version = version
        self.eventLoop = eventLoop
        self.settlement = settlement
        opening = BackendOpening(engine: engine, version: version, eventLoop: eventLoop)
        time = Stopwatch(clock)
        (supervised, supervisedContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingOldest(Self.maximumWaiting)
        )
    }

    /// Opens a client's conversation. The caller ends it with `close()`.
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

    func sessionEnded(_ id: SessionID) {
        _ = state.withLock { $0.sessions.removeValue(forKey: id) }
    }

    var table: RouteTable { state.withLock { $0.table } }

    /// Lets ``run()`` watch over a server from now on.
    func supervise(_ backend: Backend) {
        guard case .dropped = supervisedContinuation.yield(backend) else { return }
        Logger.current.error("a server is not watched over", metadata: ["mcp.server": "\(backend.address)"])
    }
}

// MARK: - What clients see

extension Gateway {
    /// Changes the fleet, makes the routes anew and, if clients now see other tools, tells them.
    func change<Value>(_ body: (inout Fleet) -> Value) -> Value {
        let (value, withheld, sessions, settled) = state.withLock { state in
            let value = body(&state.fleet)
            let table = RouteTable(state.fleet.serving.map(RouteTable.Source.init), naming: state.fleet.naming)
            let isNews = table.differs(from: state.table)
            state.table = table
            let settled = state.settlement.update(isComplete: state.fleet.isSettled)
            return (value, isNews ? table.withheld : [], isNews ? Array(state.sessions.values) : [], settled)
        }
        for entry in withheld {
            let tool = UntrustedText.escaping(String(entry.name.prefix(128)))
            Logger.current.warning(
                "a tool is withheld because another has its name",
                metadata: ["mcp.server": "\(entry.server)", "mcp.tool": "\(tool)"]
            )
        }
        for session in sessions { session.toolsChanged() }
        for body in settled { body() }
        return value
    }

    /// Calls back once every server of the profile serves or has failed to, or their time to start has passed.
    func whenSettled(_ body: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { $0.settlement.add(body) }
        if isSettled { body() }
    }

    /// Says that the first look at all servers has ended, or has taken long enough.
    package func settle() {
        let settled = state.withLock { $0.settlement.update(isComplete: true) }
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
            for await backend in supervised.cancelOnGracefulShutdown() {
                group.addTask { await backend.supervise() }
            }
            group.cancelAll()
            disconnect()
        }
    }
}
