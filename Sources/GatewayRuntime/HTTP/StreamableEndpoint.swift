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
    /// Sessions whose unasked messages are still to be carried away.
    let opened: AsyncStream<(any TransportSession, EventOutbox)>
    let openedContinuation: AsyncStream<(any TransportSession, EventOutbox)>.Continuation

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
        if servesEventStreams, let route = try eventStreamRoute(head, as: principal) { return route }
        guard head.path == Self.path else { throw .noSuchPath }
        switch head.method {
        case .POST:
            try checkPost(head)
            return .post(head, principal)
        case .GET: return .listen(head, principal)
        case .DELETE: return .delete(head, principal)
        default: throw .method(otherThan: "GET, POST, DELETE")
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
