import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization
import Telemetry

/// The `/mcp` endpoint of the streamable HTTP transport (specification 2025-03-26 to 2026-07-28, basic/transports).
///
/// It decides what becomes of requests; connections read and write them.
final class StreamableEndpoint: Sendable {
    private static let path = "/mcp"
    private static let healthPath = "/health"
    private static let readyPath = "/ready"
    private static let metricsPath = "/metrics"

    let limits: HTTPServerLimits
    let time: Stopwatch
    let sessions: Mutex<SessionTable>
    let resumption: Mutex<ResumableStreams>
    let openSession: @Sendable () -> any TransportSession
    private let gate: RequestGuard
    private let readiness: @Sendable () -> Readiness
    private let metrics: (@Sendable () -> String)?
    /// Whether the transport of the oldest revision is served, too.
    private let servesEventStreams: Bool
    private let opened: AsyncStream<(any TransportSession, EventOutbox)>
    private let openedContinuation: AsyncStream<(any TransportSession, EventOutbox)>.Continuation

    init(
        gate: RequestGuard,
        limits: HTTPServerLimits,
        time: Stopwatch,
        readiness: @escaping @Sendable () -> Readiness,
        metrics: (@Sendable () -> String)? = nil,
        servesEventStreams: Bool = false,
        openSession: @escaping @Sendable () -> any TransportSession
    ) {
        self.gate = gate
        self.limits = limits
        self.time = time
        self.readiness = readiness
        self.metrics = metrics
        self.servesEventStreams = servesEventStreams
        self.openSession = openSession
        sessions = Mutex(SessionTable(limits: limits))
        resumption = Mutex(ResumableStreams(limits: limits))
        (opened, openedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limits.sessions))
    }

    /// What a request asks for, once its head was let in.
    indirect enum Route {
        case health
        case ready(isShown: Bool)
        case metrics
        case openEventStream(RequestHead, Principal)
        case postToEventStream(RequestHead, Principal)
        case post(RequestHead, Principal)
        case listen(RequestHead, Principal)
        case delete(RequestHead, Principal)
    }

    /// Looks at a request's head, before its body has come.
    func admit(_ head: RequestHead) throws(Refusal) -> Route {
        try gate.checkSite(head)
        if head.method == .GET || head.method == .HEAD {
            if head.path == Self.healthPath { return .health }
            // A probe needs no token, but servers' names and faults are no business of strangers.
            if head.path == Self.readyPath {
                return .ready(isShown: head.method == .GET && (try? gate.authenticate(head)) != nil)
            }
        }
        let principal = try gate.authenticate(head)
        if head.path == Self.metricsPath, metrics != nil, head.method == .GET { return .metrics }
        if servesEventStreams {
            if head.path == Self.eventStreamPath, head.method == .GET { return .openEventStream(head, principal) }
            if head.path == Self.messagesPath, head.method == .POST {
                try checkMessage(head)
                return .postToEventStream(head, principal)
            }
        }
        guard head.path == Self.path else { throw .noSuchPath }
        switch head.method {
        case .POST:
            try checkPost(head)
            return .post(head, principal)
        case .GET: return .listen(head, principal)
        case .DELETE: return .delete(head, principal)
        default: throw .methodNotAllowed
        }
    }

    /// Handles a request that has come whole.
    func respond(to route: Route, with body: ByteBuffer) -> Reaction {
        switch route {
        case .health: return .answer(Answer(.ok))
        case .ready(let isShown): return .answer(readinessAnswer(isShown: isShown))
        case .metrics:
            let text = metrics.map { ByteBuffer(string: $0()) }
            return .answer(Answer(.ok, text, fields: ["Content-Type": PrometheusText.contentType]))
        case .openEventStream(let head, let principal):
            return reaction(to: head) { () throws(Refusal) in try openEventStream(head, as: principal) }
        case .postToEventStream(let head, let principal):
            return reaction(to: head) { () throws(Refusal) in try postToEventStream(body, head, as: principal) }
        case .post(let head, let principal):
            return reaction(to: head) { () throws(Refusal) in try post(body, head, as: principal) }
        case .listen(let head, let principal):
            return reaction(to: head) { () throws(Refusal) in try listen(head, as: principal) }
        case .delete(let head, let principal):
            return reaction(to: head) { () throws(Refusal) in
                try removeSession(head, as: principal).close()
                return .answer(Answer(.noContent))
            }
        }
    }

    private func reaction(to head: RequestHead, _ body: () throws(Refusal) -> Reaction) -> Reaction {
        do {
            return try body()
        } catch {
            return .answer(Answer(error, to: head.method))
        }
    }

    private func readinessAnswer(isShown: Bool) -> Answer {
        let readiness = readiness()
        return Answer(
            readiness.isReady ? .ok : .serviceUnavailable,
            isShown ? readiness.json : nil,
            fields: ["Cache-Control": "no-store"]
        )
    }

    private func removeSession(_ head: RequestHead, as principal: Principal) throws(Refusal) -> any TransportSession {
        let id = try sessionID(head)
        let session = try table { table, now throws(Refusal) in try table.remove(id, as: principal, at: now) }
        resumption.withLock { $0.removeAll(of: id) }
        return session
    }

    /// The session that a request names, once its revision is checked.
    func sessionID(_ head: RequestHead) throws(Refusal) -> SessionID {
        try checkVersion(head)
        guard let text = head.mcpSessionID else { throw .noSession }
        return SessionID(received: text)
    }

    /// Without the header the revision is the negotiated one; one that differs from it is let pass if it is known.
    func checkVersion(_ head: RequestHead) throws(Refusal) {
        guard let version = head.mcpProtocolVersion else { return }
        let isKnown = ProtocolVersion(rawValue: version) != nil
        guard isKnown || head.mcpSessionID == nil else { throw .unsupportedVersion }
    }

    /// What every posted message must be.
    func checkMessage(_ head: RequestHead) throws(Refusal) {
        guard AcceptedTypes.isJSON(head.contentType) else { throw .unsupportedMediaType }
        guard head.announcedLength <= limits.bodyBytes else { throw .tooLarge(limit: limits.bodyBytes) }
    }

    func table<Value: Sendable>(
        _ body: (inout SessionTable, Duration) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let now = time.elapsed()
        return try sessions.withLock { table throws(Refusal) in try body(&table, now) }
    }
}

// MARK: - Exchanges

extension StreamableEndpoint {
    /// Begins the work on a request whose answer is read from its outbox from now on.
    func start(_ exchange: Exchange) {
        guard let message = exchange.message else { return }
        switch exchange.purpose {
        case .post(let session, _), .stateless(let session):
            session.receive(message, related: exchange.outbox.offer, reply: exchange.outbox.finish(with:))
        case .listen, .resumed, .oldest: break
        }
    }

    /// The whole answer to a request that nothing preceded.
    func answer(to exchange: Exchange, _ reply: ByteBuffer?) -> Answer {
        guard let reply else { return .accepted }
        switch exchange.purpose {
        case .post(let session, let isHandshake):
            guard isHandshake, session.negotiatedVersion != nil else { return Answer(Self.status(of: reply), reply) }
            return Answer(Self.status(of: reply), reply, fields: ["Mcp-Session-Id": session.id.text])
        case .stateless: return Answer(Self.statelessStatus(of: reply), reply)
        case .listen, .resumed, .oldest: return Answer(.ok, reply)
        }
    }

    /// The event that an answer begins with when it becomes a stream.
    func opening(of exchange: Exchange) -> ByteBuffer? {
        switch exchange.purpose {
        case .post(let session, _):
            guard let stream = exchange.outbox.stream else { return nil }
            resumption.withLock { $0.insert(exchange.outbox, stream, of: session.id, at: time.elapsed()) }
            // Clients of older revisions take an event without data for a broken message.
            guard let version = session.negotiatedVersion, version >= .v2025_11_25 else { return nil }
            return ServerSentEvent.opening(EventID(stream: stream, number: 0))
        case .oldest(let session):
            let place = "\(Self.messagesPath)?\(Self.sessionKey)\(session.id.text)"
            return ByteBuffer(string: "event: endpoint\ndata: \(place)\n\n")
        case .stateless, .listen, .resumed: return nil
        }
    }

    /// Ends an exchange: it was answered, or the connection was lost on the way.
    func ended(_ exchange: Exchange, isComplete: Bool) {
        switch exchange.purpose {
        case .post(let session, _): leave(session)
        case .stateless(let session): session.close()
        case .listen(let id):
            let now = time.elapsed()
            sessions.withLock { $0.stopListening(id, at: now) }
        case .resumed(let id):
            let now = time.elapsed()
            sessions.withLock { $0.leave(id, at: now) }
        case .oldest(let session):
            sessions.withLock { $0.remove(session.id) }
            session.close()
        }
        guard let stream = exchange.outbox.stream, stream != 0 else { return }
        resumption.withLock { $0.rest(stream, at: time.elapsed()) }
    }

    /// Ends a session's use; one whose handshake failed ends with it, for its client never learns of it.
    private func leave(_ session: any TransportSession) {
        let now = time.elapsed()
        let isUsable = session.negotiatedVersion != nil
        sessions.withLock { table in
            if isUsable { table.leave(session.id, at: now) } else { table.remove(session.id) }
        }
        if !isUsable { session.close() }
    }
}

// MARK: - Sessions

extension StreamableEndpoint {
    /// Begins a session, which is in use until ``SessionTable/leave(_:at:)``.
    func begin(as principal: Principal, isNumbered: Bool = true) throws(Refusal) -> any TransportSession {
        if !sessions.withLock({ $0.hasRoom() }) { closeExpiredSessions() }
        // The room is checked again when the session is added: others come at the same time.
        guard sessions.withLock({ $0.hasRoom() }) else { throw .tooManySessions }
        let session = openSession()
        let outbox = EventOutbox(limits: limits, stream: isNumbered ? 0 : nil)
        let now = time.elapsed()
        let isAdded = sessions.withLock { table in
            guard table.hasRoom() else { return false }
            table.insert(session, of: principal, outbox: outbox, at: now)
            return true
        }
        guard isAdded else {
            session.close()
            throw .tooManySessions
        }
        openedContinuation.yield((session, outbox))
        return session
    }

    func closeExpiredSessions() {
        let now = time.elapsed()
        for session in sessions.withLock({ $0.removeExpired(at: now) }) {
            resumption.withLock { $0.removeAll(of: session.id) }
            session.close()
        }
        resumption.withLock { $0.removeExpired(at: now) }
    }

    func closeAllSessions() {
        for session in sessions.withLock({ $0.removeAll() }) { session.close() }
    }

    /// Ends every stream that clients only listen on.
    func endListening() {
        for outbox in sessions.withLock({ $0.outboxes }) { outbox.finish(with: nil) }
    }

    /// Closes unused sessions, until it is cancelled.
    func sweep() async {
        while (try? await time.clock.sleep(for: limits.sweepInterval)) != nil { closeExpiredSessions() }
    }

    /// Carries what sessions say unasked to where their streams take it, until it is cancelled.
    func forwardUnsolicited() async {
        await withDiscardingTaskGroup { group in
            for await (session, outbox) in opened {
                group.addTask {
                    for await message in session.unsolicited { outbox.offer(message) }
                    outbox.finish(with: nil)
                }
            }
            group.cancelAll()
        }
    }
}
