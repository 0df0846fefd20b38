import HTTPTypes
import HummingbirdCore
import Logging
import ModelContextProtocol
import NIOCore
import Synchronization
import Telemetry

/// The `/mcp` endpoint of the streamable HTTP transport (specification 2025-03-26 to 2026-07-28, basic/transports).
final class StreamableEndpoint: Sendable {
    private static let path = "/mcp"
    private static let healthPath = "/health"
    private static let readyPath = "/ready"
    private static let metricsPath = "/metrics"

    let limits: HTTPServerLimits
    let time: Stopwatch
    let sessions: Mutex<SessionTable>
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
        (opened, openedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limits.sessions))
    }

    private enum Route {
        case health
        case ready(isTrusted: Bool)
        case metrics
        case openEventStream(Principal)
        case postToEventStream(Principal)
        case post(Principal)
        case listen(Principal)
        case delete(Principal)
    }

    /// Answers one request.
    ///
    /// - Throws: What ends the connection: its loss, or bytes that are no HTTP.
    @concurrent
    func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        switch Result(catching: { () throws(Refusal) in try route(request.head) }) {
        case .failure(let refusal): try await writer.write(refusal, to: request.head)
        case .success(.health): try await writer.write(.ok)
        case .success(.ready(let isTrusted)):
            let readiness = readiness()
            let isShown = isTrusted && request.method == .get
            try await writer.write(
                readiness.isReady ? .ok : .serviceUnavailable,
                isShown ? readiness.json : nil,
                fields: [.cacheControl: "no-store"]
            )
        case .success(.metrics):
            try await writer.write(
                .ok,
                metrics.map { ByteBuffer(string: $0()) },
                fields: [.contentType: PrometheusText.contentType]
            )
        case .success(.openEventStream(let principal)): try await openEventStream(request, as: principal, writer)
        case .success(.postToEventStream(let principal)): try await postToEventStream(request, as: principal, writer)
        case .success(.post(let principal)): try await post(request, as: principal, writer)
        case .success(.listen(let principal)): try await listen(request, as: principal, writer)
        case .success(.delete(let principal)): try await delete(request, as: principal, writer)
        }
    }

    private func route(_ head: HTTPRequest) throws(Refusal) -> Route {
        try gate.checkSite(head)
        let path = head.path?.prefix { $0 != "?" } ?? ""
        if head.method == .get || head.method == .head {
            if path == Self.healthPath { return .health }
            // A probe needs no token, but servers' names and faults are no business of strangers.
            if path == Self.readyPath { return .ready(isTrusted: (try? gate.authenticate(head)) != nil) }
        }
        let principal = try gate.authenticate(head)
        if path == Self.metricsPath, metrics != nil, head.method == .get { return .metrics }
        if servesEventStreams {
            if path == Self.eventStreamPath, head.method == .get { return .openEventStream(principal) }
            if path == Self.messagesPath, head.method == .post { return .postToEventStream(principal) }
        }
        guard path == Self.path else { throw .noSuchPath }
        switch head.method {
        case .post: return .post(principal)
        case .get: return .listen(principal)
        case .delete: return .delete(principal)
        default: throw .methodNotAllowed
        }
    }

    @concurrent
    private func delete(
        _ request: Request,
        as principal: Principal,
        _ writer: consuming ResponseWriter
    ) async throws {
        switch Result(catching: { () throws(Refusal) in try removeSession(request.head, as: principal) }) {
        case .failure(let refusal): try await writer.write(refusal, to: request.head)
        case .success(let session):
            session.close()
            try await writer.write(.noContent)
        }
    }

    private func removeSession(_ head: HTTPRequest, as principal: Principal) throws(Refusal) -> any TransportSession {
        let id = try sessionID(head)
        return try table { table, now throws(Refusal) in try table.remove(id, as: principal, at: now) }
    }

    /// The session that a request names, once its revision is checked.
    func sessionID(_ head: HTTPRequest) throws(Refusal) -> SessionID {
        try checkVersion(head)
        guard let text = head.headerFields[.mcpSessionID] else { throw .noSession }
        return SessionID(received: text)
    }

    /// Without the header the revision is the negotiated one; one that differs from it is let pass if it is known.
    func checkVersion(_ head: HTTPRequest) throws(Refusal) {
        guard let version = head.headerFields[.mcpProtocolVersion] else { return }
        let isKnown = ProtocolVersion(rawValue: version) != nil
        guard isKnown || head.headerFields[.mcpSessionID] == nil else { throw .unsupportedVersion }
    }

    func table<Value: Sendable>(
        _ body: (inout SessionTable, Duration) throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let now = time.elapsed()
        return try sessions.withLock { table throws(Refusal) in try body(&table, now) }
    }
}

// MARK: - Sessions

extension StreamableEndpoint {
    /// Begins a session, which is in use until ``SessionTable/leave(_:at:)``.
    func begin(as principal: Principal) throws(Refusal) -> any TransportSession {
        if !sessions.withLock({ $0.hasRoom() }) { closeExpiredSessions() }
        // The room is checked again when the session is added: others come at the same time.
        guard sessions.withLock({ $0.hasRoom() }) else { throw .tooManySessions }
        let session = openSession()
        let outbox = EventOutbox(limits: limits)
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
        for session in sessions.withLock({ $0.removeExpired(at: now) }) { session.close() }
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
