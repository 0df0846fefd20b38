import Applier
package import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
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
        var naming = ToolNaming.automatic
        var backends: [ServerName: Backend] = [:]
        /// Connections that serve no new call, until their calls in flight have ended.
        var retiring: [ContainerID: BackendConnection] = [:]
        var table = RouteTable.empty
        var sessions: [SessionID: ClientSession] = [:]
        var followed: Followed?
        var isSettled = false
        var awaitingSettlement: [@Sendable () -> Void] = []
    }

    /// What was followed last: the profile as it shall be served, and whose containers it is made of.
    struct Followed {
        var profile: Profile
        var owner: OwnerID
    }

    let engine: EngineClient
    let version: String
    let state = Mutex(State())
    private let work: AsyncStream<Work>
    let workContinuation: AsyncStream<Work>.Continuation

    /// Something that takes time and that no caller waits for.
    enum Work: Sendable {
        case revive(ServerName, ContainerID, attempt: Int)
        case refreshTools(ServerName, ContainerID)
    }

    /// - Parameter version: The program's version, which clients and servers are told.
    package init(engine: EngineClient, version: String) {
        self.engine = engine
        self.version = version
        (work, workContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
    }

    /// Opens a client's conversation. The caller ends it with `close()`.
    package func openSession(transport: SessionTransport) -> ClientSession {
        let session = ClientSession(gateway: self)
        Logger.current.debug("session opened", metadata: ["mcp.transport": "\(transport.rawValue)"])
        state.withLock { $0.sessions[session.id] = session }
        return session
    }

    func sessionEnded(_ id: SessionID) {
        _ = state.withLock { $0.sessions.removeValue(forKey: id) }
    }

    /// Calls back when the first look at all servers has ended, well or not; at once if it has.
    func whenSettled(_ body: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { state in
            if !state.isSettled { state.awaitingSettlement.append(body) }
            return state.isSettled
        }
        if isSettled { body() }
    }

    /// Says that the first look at all servers has ended, or has taken long enough.
    package func settle() {
        let waiting = state.withLock { state in
            state.isSettled = true
            defer { state.awaitingSettlement = [] }
            return state.awaitingSettlement
        }
        for body in waiting { body() }
    }

    /// Changes what is served and, if clients now see other tools, tells them.
    func update(_ change: (inout State) -> Void) {
        let (sessions, withheld) = state.withLock { state in
            let before = state.table.listResult
            change(&state)
            let backends = state.backends.values.sorted { $0.server.name < $1.server.name }
            state.table = RouteTable(backends: backends, naming: state.naming)
            let isChanged = state.table.listResult != before
            return (isChanged ? Array(state.sessions.values) : [], state.table.withheld)
        }
        for entry in withheld {
            Logger.current.warning(
                "a tool is withheld because its name is not unique",
                metadata: ["mcp.server": "\(entry.server)", "mcp.tool": "\(UntrustedText.escaping(entry.name))"]
            )
        }
        for session in sessions { session.toolsChanged() }
    }

    var table: RouteTable { state.withLock { $0.table } }
}

extension Gateway: Service {
    /// Owns everything that happens without a client waiting for it; ends on graceful shutdown.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for await item in work.cancelOnGracefulShutdown() {
                group.addTask { await self.perform(item) }
            }
            group.cancelAll()
        }
        closeAll()
    }

    private func closeAll() {
        let (connections, sessions) = state.withLock { state in
            (state.backends.values.compactMap(\.connection) + state.retiring.values, Array(state.sessions.values))
        }
        for session in sessions { session.close() }
        for connection in connections { connection.close() }
    }

    private func perform(_ item: Work) async {
        switch item {
        case .revive(let server, let container, let attempt): await revive(server, container, attempt: attempt)
        case .refreshTools(let server, let container): await refreshTools(server, container)
        }
    }
}
