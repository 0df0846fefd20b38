import Applier
import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import Planner
import Spec
import Synchronization

/// One server in one place, through all its runs: it serves, and when it ends it is brought back.
final class Backend: Sendable {
    /// Calls that wait for a server to come back; more are refused.
    static let maximumParked = 1024

    /// A connection to send on, and how long an answer may take.
    struct Serving: Sendable {
        let connection: BackendConnection
        let timeout: Duration
    }

    typealias Waiter = @Sendable (Result<Serving, BackendFailure>) -> Void

    enum Condition {
        case serving(BackendConnection)
        /// Its first start is under way: calls wait.
        case awaited
        /// It will serve again soon: calls wait.
        case restarting
        /// It will not serve soon: calls are told why. The text follows the server's name.
        case down(String)
        /// Its calls go elsewhere.
        case retired
    }

    struct State {
        var policy: ServingPolicy
        /// What the server lists.
        var listed: Offering
        /// What of that clients may see.
        var comparison: LockComparison
        /// Counts the changes of what is compared.
        var comparand: UInt64 = 0
        /// What was told of last.
        var toldFinding = LockFinding()
        var condition: Condition
        var lifecycle = BackendLifecycle()
        var parked = ParkedCalls(capacity: maximumParked)

        /// What a call gets at once; nil if it must wait.
        var outcome: Result<Serving, BackendFailure>? {
            switch condition {
            case .serving(let connection) where connection.isOpen:
                .success(Serving(connection: connection, timeout: policy.timeouts.call))
            case .serving, .awaited, .restarting: nil
            case .down(let reason): .failure(.down(reason))
            case .retired: .failure(.notSent)
            }
        }
    }

    let address: ServerAddress
    /// Tells places apart.
    let container: ContainerID
    let origin: ServerOrigin
    /// Whether it only stands for a server whose first start is under way.
    let isAwaited: Bool
    let opening: BackendOpening
    let time: Stopwatch
    let audience: BackendAudience
    /// Copies of this server for single sessions and calls; empty unless its isolation asks for them.
    let pool: WarmPool
    let state: Mutex<State>

    /// Takes in a server that was opened, with the connection it serves on; or why it does not run, to follow its name.
    convenience init(
        _ origin: ServerOrigin,
        opened: Result<BackendOpening.Opened, BackendFailure>,
        opening: BackendOpening,
        time: Stopwatch,
        audience: BackendAudience
    ) {
        switch opened {
        case .success(let opened):
            let condition = Condition.serving(opened.connection)
            self.init(origin, opened.offering, condition, opening, time, audience)
            listen(to: opened.connection)
        case .failure(let failure):
            self.init(origin, Offering(), .down(failure.sentence), opening, time, audience)
        }
    }

    /// Stands for a server whose start is under way, and shows what it is known to offer.
    convenience init(
        awaiting origin: ServerOrigin,
        offering: Offering,
        opening: BackendOpening,
        time: Stopwatch,
        audience: BackendAudience
    ) {
        self.init(origin, offering, .awaited, opening, time, audience)
    }

    private init(
        _ origin: ServerOrigin,
        _ offering: Offering,
        _ condition: Condition,
        _ opening: BackendOpening,
        _ time: Stopwatch,
        _ audience: BackendAudience
    ) {
        self.origin = origin
        isAwaited = origin.isAwaited
        address = origin.address
        container = origin.place
        self.opening = opening
        self.time = time
        self.audience = audience
        pool = WarmPool(warm: origin.serving.warm) { started in
            guard case .container(let candidate) = origin else {
                return started(.failure(.down("has no container of which there could be copies")))
            }
            audience.start(candidate, started)
        }
        let comparison = LockComparison(offering, origin.serving)
        state = Mutex(
            State(policy: origin.serving, listed: offering, comparison: comparison, condition: condition)
        )
        tellOfFinding()
    }

    var serverType: String { origin.type }
    var server: ServingPolicy { state.withLock { $0.policy } }
    /// What clients may see of what it offers.
    var offering: Offering { state.withLock { $0.comparison.admitted } }

    var isServing: Bool {
        state.withLock { state in
            if case .serving(let connection) = state.condition { connection.isOpen } else { false }
        }
    }

    /// Whether it has ended, and will be started again where it is.
    var isBroughtBack: Bool {
        state.withLock { state in
            switch state.condition {
            case .serving(let connection): !connection.isOpen && state.lifecycle.bringsBack
            case .restarting, .down: state.lifecycle.bringsBack
            case .awaited, .retired: false
            }
        }
    }

    /// How it is, for whoever watches over the gateway.
    var standing: Readiness.Server {
        state.withLock { state in
            var standing = Readiness.Server(
                name: address.server,
                state: .restarting,
                tools: state.comparison.admitted[.tools].count
            )
            standing.withheld = state.comparison.withheld
            standing.finding = state.comparison.finding.isEmpty ? nil : state.comparison.finding
            standing.spec = origin.spec
            switch state.condition {
            case .serving(let connection): standing.state = connection.isOpen ? .serving : .restarting
            case .awaited: standing.state = .starting
            case .restarting, .retired: standing.state = .restarting
            case .down(let reason): (standing.state, standing.reason) = (.down, reason)
            }
            if standing.state == .serving, state.comparison.isQuarantined {
                standing.state = .quarantined
                standing.reason = "is not as it was locked (\(state.comparison.finding.phrase))"
            }
            return standing
        }
    }

    func listen(to connection: BackendConnection) {
        connection.tell(
            BackendConnection.Listener(
                notice: { [weak self, audience] message, envelope, caller in
                    if let self { audience.notice(self, message, envelope, caller) }
                },
                question: { [weak self, audience] question in
                    if let self {
                        audience.question(self, question)
                    } else {
                        question.refuse(.internalError, "the server is being replaced")
                    }
                }
            )
        )
    }

    /// Takes over what does not concern the container: names, policy, timeouts.
    func update(_ policy: ServingPolicy) {
        obey(policy)
        state.withLock { $0.policy = policy }
        if policy.isolation != .shared, !isAwaited { pool.keep(warm: policy.warm) }
    }

    /// The connection to send on, or why there is none; nil while it is being brought back.
    var outcome: Result<Serving, BackendFailure>? { state.withLock { $0.outcome } }

    /// Calls back with the connection: at once if it serves, later if it is being brought back, else with why not.
    ///
    /// While it waits, ``withdraw(_:failure:)`` gives the call up by its ticket.
    func whenServing(_ ticket: ParkedCalls.Ticket = ParkedCalls.Ticket(), _ body: @escaping Waiter) {
        let (outcome, limit) = state.withLock { state in
            let limit = state.policy.timeouts.call
            if let outcome = state.outcome { return (outcome as Result?, limit) }
            return (state.parked.park(ticket, body) ? nil : .failure(.busy), limit)
        }
        if let outcome { body(outcome) } else { giveUp(ticket, after: limit) }
    }

    /// Gives a call up that may be waiting; it is called back then.
    func withdraw(_ ticket: ParkedCalls.Ticket, failure: BackendFailure = .cancelled) {
        state.withLock { $0.parked.remove(ticket) }?(.failure(failure))
    }

    private func giveUp(_ ticket: ParkedCalls.Ticket, after limit: Duration) {
        opening.timers.scheduleTask(in: TimeAmount(limit)) { [weak self] in
            self?.withdraw(ticket, failure: .timedOut(after: limit))
        }
    }

    /// Waits until it serves.
    func ready() async throws(BackendFailure) {
        let outcome = await withCheckedContinuation { continuation in
            whenServing { continuation.resume(returning: $0) }
        }
        _ = try outcome.get()
    }
}
