import Applier
import ContainerEngine
import Planner
import Spec
import Synchronization

/// What must have happened before a server that is still waited for counts as down.
struct FirstLook: Sendable {
    /// The servers that ran when the gateway began were connected to.
    var hasAdopted = false
    /// The reconciler has looked once, well or not.
    var hasReconciled = false

    var isOver: Bool { hasAdopted && hasReconciled }
}

extension Gateway {
    /// How soon a list that changes again and again is learned.
    private static let learningDelay: Duration = .seconds(1)

    /// Backends that stand for those servers of a profile whose lists are known before they run: what was locked comes
    /// before what was listed last.
    func known(of profile: Profile, _ images: [ImageReference: ObservedImage]) async -> [Backend] {
        let containers = profile.servers.map { server -> (ServerOrigin, InventoryKey?) in
            let address = ServerAddress(profile: profile.name, server: server.name)
            let key = InventoryKey(server, of: profile.name, image: images[server.image])
            return (.awaitedContainer(server.serving, address), key)
        }
        let remotes = profile.remotes.map { remote -> (ServerOrigin, InventoryKey?) in
            let key = InventoryKey(.remote(remote, of: profile.name))
            return (.awaitedRemote(remote, of: profile.name), key)
        }
        let unlocked = (containers + remotes).filter { $0.0.serving.locked == nil }.compactMap(\.1)
        let offerings = await inventories?.offerings(of: unlocked) ?? [:]
        return (containers + remotes).compactMap { origin, key in
            (origin.serving.locked.map(Offering.init) ?? key.flatMap { offerings[$0] }).map {
                Backend(awaiting: origin, offering: $0, opening: opening, time: time, audience: audience)
            }
        }
    }

    /// Keeps what a server lists for the next start.
    func learn(from backend: Backend) {
        guard let inventories, let key = InventoryKey(backend.origin), backend.isServing else { return }
        // What is not learned is learned at the next start.
        _ = perform { await inventories.learn(backend.offering, of: key) }
    }

    /// Keeps what a server lists now, soon: a server may change its lists a hundred times a second.
    func learnSoon(from backend: Backend) {
        guard inventories != nil, state.withLock({ $0.unlearned.insert(backend.container).inserted }) else { return }
        let isTaken = perform {
            // A wait that is cut short means that the gateway ends.
            try? await self.time.clock.sleep(for: Self.learningDelay)
            _ = self.state.withLock { $0.unlearned.remove(backend.container) }
            self.learn(from: backend)
        }
        if !isTaken { _ = state.withLock { $0.unlearned.remove(backend.container) } }
    }

    /// Notes that a server could not be made to serve; who waited for it is told why.
    func fail(_ server: ServerName, _ failure: BackendFailure) {
        give(up: change { $0.fail(server) }.map { [$0] } ?? [], failure)
        if case .down(let reason) = failure {
            state.withLock { $0.fleet.serving(server) }?.giveUpOnSuccessor(reason)
        }
    }

    /// Says that the servers that ran when the gateway began were connected to, as far as they could be.
    package func adopted() { note { $0.hasAdopted = true } }

    /// Says that the reconciler has looked once, well or not: what lists still wait for is not coming.
    package func looked() {
        note { $0.hasReconciled = true }
        settle()
    }

    private func note(_ step: (inout FirstLook) -> Void) {
        let isOver = state.withLock { state in
            let wasOver = state.firstLook.isOver
            step(&state.firstLook)
            return state.firstLook.isOver && !wasOver
        }
        guard isOver else { return }
        give(up: change { $0.failAwaitedContainers() }, .down("could not be started"))
    }

    private func give(up awaited: [Backend], _ failure: BackendFailure) {
        for backend in awaited {
            backend.refuseCallers(failure)
            backend.retireWhenIdle()
        }
    }
}
