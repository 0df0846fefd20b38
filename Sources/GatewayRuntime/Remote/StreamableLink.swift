import AsyncHTTPClient
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

/// Carries messages to a server over streamable HTTP (specification 2025-11-25, basic/transports).
final class StreamableLink: ServerLink {
    /// Requests under way and streams, above which nothing more is sent.
    private static let maximumTasks = 2048
    /// The longest message that is taken from a server.
    static let maximumMessage = 64 << 20
    static let longestRetry: Duration = .seconds(30)
    static let streamLimit: Duration = .seconds(24 * 3600)
    private static let farewell: Duration = .seconds(2)

    /// What the server says by itself.
    enum Listening {
        case notYet
        case open
        /// The server offers no such stream, or none any more.
        case ended
    }

    struct State {
        var session: String?
        var version: String?
        var listening = Listening.notYet
        /// Requests without handshake that are under way, and the tasks that wait for their answers.
        var exchanges: [Int64: Int?] = [:]
        /// Which arguments of tools travel in headers.
        var parameters: [String: HeaderParameters] = [:]
    }

    let eventLoop: any EventLoop
    let receiver: RemoteReceiver
    let requestLimit: Duration
    let tasks = TaskBag()
    let state = Mutex(State())
    private let http: RemoteHTTP
    private let queue = MessageQueue()
    private let isClosed = Atomic(false)

    /// Whoever asks gives up before `requestLimit` has passed.
    init(_ http: RemoteHTTP, receiver: RemoteReceiver, requestLimit: Duration, eventLoop: any EventLoop) {
        self.http = http
        self.receiver = receiver
        self.requestLimit = requestLimit
        self.eventLoop = eventLoop
    }

    var isActive: Bool { !isClosed.load(ordering: .relaxed) }
    var isWritable: Bool { tasks.count < Self.maximumTasks }
    var hasHeaders: Bool { true }

    func note(_ parameters: [String: HeaderParameters]) {
        state.withLock { $0.parameters = parameters }
    }

    func write(_ message: ByteBuffer) {
        guard let envelope = try? Envelope(of: message) else { return }
        if envelope.statelessVersion != nil { return exchange(message, envelope) }
        if envelope.knownMethod == .cancelled, takeBack(message, envelope) { return }
        if let message = queue.add(message) { send(message) }
    }

    private func send(_ message: ByteBuffer) {
        tasks.run { [self] in
            await converse(message)
            for next in queue.sent(message) { send(next) }
        }
    }

    func close() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        tasks.close()
        let (http, headers, hasSession) = (http, sessionHeaders, state.withLock { $0.session != nil })
        Task {
            if hasSession {
                // A server that cannot be told finds out by itself.
                _ = try? await http.send(.DELETE, to: http.url.text, headers: headers, within: Self.farewell)
            }
            http.shutdown()
        }
    }

    /// What ties a request to the session.
    var sessionHeaders: HTTPHeaders {
        let (session, version) = state.withLock { ($0.session, $0.version) }
        var headers = HTTPHeaders()
        if let session { headers.add(name: "mcp-session-id", value: session) }
        if let version { headers.add(name: "mcp-protocol-version", value: version) }
        return headers
    }

    /// Sends a message with these headers and those that every message has.
    func post(_ message: ByteBuffer, _ headers: HTTPHeaders, within limit: Duration) async throws -> HTTPClientResponse
    {
        var headers = headers
        headers.add(name: "content-type", value: "application/json")
        headers.add(name: "accept", value: "application/json, text/event-stream")
        return try await http.send(.POST, to: http.url.text, headers: headers, body: message, within: limit)
    }

    func openStream(after id: String?) async throws -> HTTPClientResponse {
        var headers = sessionHeaders
        headers.add(name: "accept", value: "text/event-stream")
        if let id { headers.add(name: "last-event-id", value: id) }
        let response = try await http.send(.GET, to: http.url.text, headers: headers, within: Self.streamLimit)
        guard response.status.code == 200 else { throw RemoteFailure(status: response.status.code) }
        return response
    }

    /// Tells whoever has sent a message that it has come to nothing.
    func fail(_ message: ByteBuffer, _ error: any Error) {
        guard isActive else { return }
        receiver.fail(message, RemoteFailure(transport: error).sentence)
    }
}
