import Spec

/// The copies of servers that one session has to itself, by the servers that they are copies of.
struct SessionServers: Sendable {
    private enum Entry: Sendable {
        case starting([WarmPool.Waiter])
        case serving(EphemeralServer)
    }

    /// What a use of a copy must do.
    enum Use: Sendable {
        case now(EphemeralServer)
        /// It is called back.
        case later
        /// It must have a copy started, and say so with ``started(_:of:)``.
        case start
    }

    private var entries: [ObjectIdentifier: Entry] = [:]

    mutating func use(of backend: Backend, _ waiter: @escaping WarmPool.Waiter) -> Use {
        let key = ObjectIdentifier(backend)
        switch entries[key] {
        case .serving(let server) where server.connection.isOpen: return .now(server)
        case .starting(let waiters):
            entries[key] = .starting(waiters + [waiter])
            return .later
        case .serving(let server):
            server.end()
            entries[key] = .starting([waiter])
            return .start
        case nil:
            entries[key] = .starting([waiter])
            return .start
        }
    }

    /// Takes in what has started, and returns who waits for it.
    mutating func started(_ server: EphemeralServer?, of backend: Backend) -> [WarmPool.Waiter] {
        let key = ObjectIdentifier(backend)
        guard case .starting(let waiters) = entries[key] else { return [] }
        entries[key] = server.map(Entry.serving)
        return waiters
    }

    mutating func removeAll() -> [EphemeralServer] {
        defer { entries = [:] }
        return entries.values.compactMap { entry in
            if case .serving(let server) = entry { server } else { nil }
        }
    }
}
