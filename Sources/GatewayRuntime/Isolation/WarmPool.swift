import DequeModule
import Synchronization

/// Copies of one server that wait for their one use, so that a use does not cost a container's start.
final class WarmPool: Sendable {
    typealias Waiter = @Sendable (Result<EphemeralServer, BackendFailure>) -> Void

    /// Copies that start at once.
    static let maximumStarting = 4
    /// Uses that wait for a copy; more are refused.
    static let maximumWaiting = 256

    private struct State {
        var ready: Deque<EphemeralServer> = []
        var waiting: Deque<Waiter> = []
        var starting = 0
        /// Copies that shall wait.
        var warm: Int
        var isClosed = false

        /// How many more copies should start now.
        mutating func takeWanted() -> Int {
            guard !isClosed else { return 0 }
            let wanted = min(
                waiting.count + warm - ready.count - starting,
                WarmPool.maximumStarting - starting
            )
            starting += max(0, wanted)
            return max(0, wanted)
        }
    }

    private let state: Mutex<State>
    /// Starts one copy and calls back, once.
    private let start: @Sendable (@escaping Waiter) -> Void

    init(warm: Int, start: @escaping @Sendable (@escaping Waiter) -> Void) {
        state = Mutex(State(warm: warm))
        self.start = start
    }

    /// From now on this many copies wait.
    func keep(warm: Int) {
        let surplus = state.withLock { state in
            state.warm = warm
            let count = max(0, state.ready.count - warm)
            defer { state.ready.removeFirst(count) }
            return Array(state.ready.prefix(count))
        }
        for server in surplus { server.end() }
        fill()
    }

    /// Has the copies started that shall wait.
    func fill() {
        let wanted = state.withLock { $0.takeWanted() }
        for _ in 0..<wanted { start { [weak self] in self?.started($0) } }
    }

    /// Calls back with a copy: at once if one waits.
    func take(_ body: @escaping Waiter) {
        let outcome = state.withLock { state -> Result<EphemeralServer, BackendFailure>? in
            guard !state.isClosed else { return .failure(.notSent) }
            while let server = state.ready.popFirst() {
                if server.connection.isOpen { return .success(server) }
                server.end()
            }
            guard state.waiting.count < Self.maximumWaiting else { return .failure(.busy) }
            state.waiting.append(body)
            return nil
        }
        if let outcome { body(outcome) }
        fill()
    }

    /// Ends the copies that wait; nothing starts any more.
    func close() {
        let (ready, waiting) = state.withLock { state in
            state.isClosed = true
            defer { (state.ready, state.waiting) = ([], []) }
            return (state.ready, state.waiting)
        }
        for server in ready { server.end() }
        for waiter in waiting { waiter(.failure(.notSent)) }
    }

    /// A copy has started, or could not: then everybody who waits is told, and the next use tries again.
    private func started(_ outcome: Result<EphemeralServer, BackendFailure>) {
        let (waiters, surplus) = state.withLock { state -> ([Waiter], EphemeralServer?) in
            state.starting -= 1
            switch outcome {
            case .failure:
                defer { state.waiting = [] }
                return (Array(state.waiting), nil)
            case .success(let server):
                if let waiter = state.waiting.popFirst() { return ([waiter], nil) }
                if state.isClosed || state.ready.count >= state.warm { return ([], server) }
                state.ready.append(server)
                return ([], nil)
            }
        }
        surplus?.end()
        for waiter in waiters { waiter(outcome) }
        if case .success = outcome { fill() }
    }
}
