import Logging
import ModelContextProtocol
import Planner
import Spec
import Synchronization

// What clients see, as the fleet changes.

extension Gateway {
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
}
