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

    private enum Condition {
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

    private struct State {
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
    private let opening: BackendOpening
    private let time: Stopwatch
    private let audience: BackendAudience
    /// Copies of this server for single sessions and calls; empty unless its isolation asks for them.
    let pool: WarmPool
    private let state: Mutex<State>

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

    private func listen(to connection: BackendConnection) {
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

// MARK: - Its lock

extension Backend {
    /// Whether nothing of it is shown, because it is not as it was locked.
    var isQuarantined: Bool { state.withLock { $0.comparison.isQuarantined } }

    /// Takes over what a policy says of the lock, and decides anew what clients may see.
    func obey(_ policy: ServingPolicy) {
        let isOther = state.withLock { state in
            guard state.policy.locked != policy.locked || state.policy.lockPolicy != policy.lockPolicy else {
                return false
            }
            (state.policy.locked, state.policy.lockPolicy) = (policy.locked, policy.lockPolicy)
            state.comparand += 1
            return true
        }
        if isOther { compare() }
    }

    /// Holds what is listed against the lock, beside the mutex that calls take.
    ///
    /// - Returns: True if clients may see something else now.
    @discardableResult
    private func compare() -> Bool {
        var isOther = false
        while true {
            let (listed, policy, comparand) = state.withLock { ($0.listed, $0.policy, $0.comparand) }
            let comparison = LockComparison(listed, policy)
            let isCurrent = state.withLock { state in
                guard state.comparand == comparand else { return false }
                isOther = state.comparison.admitted != comparison.admitted
                state.comparison = comparison
                return true
            }
            if isCurrent { break }
        }
        tellOfFinding()
        return isOther
    }

    /// Logs what is not as it was locked, once for each change.
    private func tellOfFinding() {
        let news = state.withLock { state -> (LockFinding, LockPolicy)? in
            let comparison = state.comparison
            guard let policy = comparison.policy, comparison.finding != state.toldFinding else { return nil }
            state.toldFinding = comparison.finding
            return (comparison.finding, policy)
        }
        guard let (finding, policy) = news else { return }
        var metadata: Logger.Metadata = ["mcp.server": "\(address)", "lock": "\(policy.rawValue)"]
        guard !finding.isEmpty else {
            return Logger.current.notice("a server is as it was locked again", metadata: metadata)
        }
        metadata["difference"] = "\(finding.phrase)"
        Logger.current.warning("a server is not as it was locked", metadata: metadata)
    }
}

// MARK: - Its end

extension Backend {
    /// Sends every new call elsewhere, and returns once those in flight have ended or the limit has passed.
    func drain(within limit: Duration) async {
        guard let connection = retire() else { return }
        await withTaskGroup { group in
            group.addTask {
                await withCheckedContinuation { continuation in connection.whenIdle { continuation.resume() } }
            }
            group.addTask { [clock = time.clock] in
                // A drain that is cancelled ends as one whose limit has passed.
                try? await clock.sleep(for: limit)
                connection.fail(with: .ended("was replaced"))
            }
            await group.next()
            group.cancelAll()
        }
        connection.close()
    }

    /// Sends every new call elsewhere, and detaches once those in flight have ended.
    func retireWhenIdle() {
        guard let connection = retire() else { return }
        connection.whenIdle { connection.close() }
    }

    /// Tells the calls that wait why they wait in vain.
    func refuseCallers(_ failure: BackendFailure) {
        for waiter in state.withLock({ $0.parked.removeAll() }) { waiter(.failure(failure)) }
    }

    /// Detaches at once; the server keeps running.
    func detach() {
        retire()?.close()
    }

    @discardableResult
    private func retire() -> BackendConnection? {
        let (connection, parked) = state.withLock { state in
            let connection: BackendConnection? =
                if case .serving(let serving) = state.condition { serving } else { nil }
            state.condition = .retired
            state.lifecycle.retire()
            return (connection, state.parked.removeAll())
        }
        connection?.stopAccepting()
        pool.close()
        for waiter in parked { waiter(.failure(.notSent)) }
        return connection
    }
}

// MARK: - Its life

extension Backend {
    /// Watches over the server and brings it back whenever it ends, until it is retired or the task is cancelled; the
    /// connection then still belongs to whoever retires the backend.
    func supervise() async {
        var action = isServing ? BackendLifecycle.Action.watch : failed()
        while true {
            switch action {
            case .watch: action = await watch()
            case .wait(let delay, let keepsCallers):
                if !keepsCallers { giveCallersUp() }
                // A cancelled wait means that the gateway ends.
                guard (try? await time.clock.sleep(for: delay)) != nil else { return }
                action = state.withLock { $0.lifecycle.waited() }
            case .start: action = await start()
            case .awaitSuccessor(let limit):
                // A cancelled wait means that the gateway ends.
                guard (try? await time.clock.sleep(for: limit)) != nil else { return }
                return giveUpOnSuccessor("was removed from the engine, and nothing has taken its place")
            case .stop: return
            }
        }
    }

    /// Follows the server's lists until the server ends, and then ends what was in flight with the reason.
    private func watch() async -> BackendLifecycle.Action {
        guard case .serving(let connection) = state.withLock({ $0.condition }) else { return .stop }
        for await _ in connection.listChanges { await refresh(connection) }
        guard !Task.isCancelled else { return .stop }
        state.withLock { state in
            if case .serving = state.condition { state.condition = .restarting }
        }
        let cause = await endCause()
        let text = cause + connection.standardError.quoted
        connection.close(failing: .ended(text))
        connection.voice?.note(cause)
        return ended(text)
    }

    private func ended(_ text: String) -> BackendLifecycle.Action {
        let action = failed()
        guard case .wait = action else { return action }
        Logger.current.warning("a server ended", metadata: ["mcp.server": "\(address)", "cause": "\(text)"])
        state.withLock { state in
            if case .wait(_, keepingCallers: false) = action, case .restarting = state.condition {
                state.condition = .down(text)
            }
        }
        return action
    }

    private func failed() -> BackendLifecycle.Action {
        let (now, chance) = (time.elapsed(), Double.random(in: 0...1))
        return state.withLock { $0.lifecycle.failed(at: now, chance: chance) }
    }

    /// From now on callers are refused at once.
    private func giveCallersUp() {
        let (reason, parked) = state.withLock { state -> (String, [Waiter]) in
            if case .restarting = state.condition { state.condition = .down("is being started again") }
            guard case .down(let reason) = state.condition else { return ("", []) }
            return (reason, state.parked.removeAll())
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
    }

    private func start() async -> BackendLifecycle.Action {
        do {
            return serve(try await open())
        } catch let error as EngineError where error.code == .notFound {
            Logger.current.warning("a server's container is gone", metadata: ["mcp.server": "\(address)"])
            return state.withLock { $0.lifecycle.lost() }
        } catch let error as EngineError where error.isDelay && !Task.isCancelled {
            return postponed(error)
        } catch {
            return notStarted(error)
        }
    }

    private func open() async throws -> BackendOpening.Opened {
        let (timeouts, choice) = (server.timeouts, server.protocolChoice)
        switch origin {
        case .remote(var remote, let profile):
            remote.serving.timeouts = timeouts
            return try await opening.open(remote, of: profile)
        case .tools(let server, let profile): return try await opening.open(server, of: profile)
        case .container(var candidate):
            (candidate.server.timeouts, candidate.server.protocolChoice) = (timeouts, choice)
            candidate.isRunning = try await opening.isRunning(container)
            return try await opening.bringBack(candidate)
        case .awaitedContainer, .awaitedRemote:
            preconditionFailure("what is awaited is not watched over: whoever starts it makes a backend of its own")
        }
    }

    /// Why the server's streams have ended, to follow its name.
    private func endCause() async -> String {
        switch origin {
        case .container(let candidate):
            await ExitCause(of: container, engine: opening.engine).text(isOverHTTP: candidate.server.http != nil)
        case .remote, .tools, .awaitedContainer, .awaitedRemote: "ended the connection"
        }
    }

    private func serve(_ opened: BackendOpening.Opened) -> BackendLifecycle.Action {
        let now = time.elapsed()
        let (action, parked, isNew, timeout) = state.withLock { state in
            let action = state.lifecycle.started(at: now)
            let isNew = state.listed != opened.offering
            if action == .watch { (state.condition, state.listed) = (.serving(opened.connection), opened.offering) }
            if isNew { state.comparand += 1 }
            return (action, state.parked.removeAll(), isNew, state.policy.timeouts.call)
        }
        guard action == .watch else {
            opened.connection.close()
            return action
        }
        listen(to: opened.connection)
        let isOther = isNew && compare()
        if isNew { audience.foundOther() }
        audience.returned(self)
        Logger.current.info("a server serves again", metadata: ["mcp.server": "\(address)"])
        for waiter in parked { waiter(.success(Serving(connection: opened.connection, timeout: timeout))) }
        if isOther { audience.offeringChanged(self) }
        return action
    }

    private func notStarted(_ error: any Error) -> BackendLifecycle.Action {
        let reason = (error as? AdmissionError)?.reason(of: address) ?? "cannot be started again: \(error)"
        let action = failed()
        if case .wait(let delay, _) = action, !Task.isCancelled {
            Logger.current.warning(
                "a server did not start",
                metadata: ["mcp.server": "\(address)", "cause": "\(reason)", "next.try": "\(delay.seconds) s"]
            )
        }
        let parked = state.withLock { state -> [Waiter] in
            if case .retired = state.condition { return [] }
            if case .wait(_, keepingCallers: true) = action { return [] }
            state.condition = .down(reason)
            return state.parked.removeAll()
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
        return action
    }

    /// Tells the calls that wait for another container why none takes the place of the one that is gone.
    func giveUpOnSuccessor(_ reason: String) {
        let parked = state.withLock { state -> [Waiter] in
            guard state.lifecycle.giveUpOnSuccessor() else { return [] }
            state.condition = .down(reason)
            return state.parked.removeAll()
        }
        for waiter in parked { waiter(.failure(.down(reason))) }
    }

    /// The engine does not answer, and may soon: calls that wait go on waiting, within their own time.
    private func postponed(_ error: EngineError) -> BackendLifecycle.Action {
        let chance = Double.random(in: 0...1)
        let action = state.withLock { $0.lifecycle.postponed(chance: chance) }
        let metadata: Logger.Metadata = ["mcp.server": "\(address)", "error": "\(error)"]
        Logger.current.warning("a server is not started yet because the engine does not answer", metadata: metadata)
        return action
    }

    private func refresh(_ connection: BackendConnection) async {
        for kind in connection.takeStaleLists() {
            do {
                let listing = try await connection.list(kind, within: server.timeouts.call)
                let isNew = state.withLock { state in
                    let former = state.listed
                    (state.listed.lists[kind], state.listed.hints[kind]) = (listing.items, listing.hint)
                    state.listed.repeated[kind] = listing.repeated.isEmpty ? nil : listing.repeated
                    guard former != state.listed else { return false }
                    state.comparand += 1
                    return true
                }
                let isOther = isNew && compare()
                if isNew { audience.foundOther() }
                if isOther { audience.offeringChanged(self) }
            } catch {
                guard connection.isOpen, !Task.isCancelled else { return }
                let metadata: Logger.Metadata = ["mcp.server": "\(address)", "error": "\(error)"]
                Logger.current.warning("a server's new \(kind.rawValue) cannot be listed", metadata: metadata)
            }
        }
    }
}

extension AdmissionError {
    /// The message without the server's name, and what the server wrote last.
    func reason(of address: ServerAddress) -> String {
        let name = "\(address) "
        let text = message.hasPrefix(name) ? String(message.dropFirst(name.count)) : message
        return standardError.isEmpty
            ? text : text + "; the last it wrote: " + standardError.suffix(3).joined(separator: " | ")
    }
}
