package import ModelContextProtocol
package import NIOCore
import Synchronization

/// One client's conversation with the gateway.
///
/// Transports bring its messages and carry what it is sent.
package final class ClientSession: Sendable {
    /// Requests under way at once; more are refused rather than queued.
    package static let maximumRequests = 1024
    /// Messages that wait for whoever carries them to the client; the oldest go first.
    private static let maximumUnsolicited = 256

    struct State {
        var version: ProtocolVersion?
        /// What the client calls itself.
        var clientName: String?
        /// What the client can be asked, as its handshake says.
        var capabilities: JSONText?
        /// That, as servers without handshakes are told.
        var askable = AskableCapabilities.none
        var requests: [ByteBuffer: ClientRequest] = [:]
        /// Lists that the client has read since it was last told that they changed.
        var listed: Set<ListKind> = []
        /// Servers' log messages below it are not for this client.
        var logLevel = LogLevel.info
        /// What the gateway asks of the client for a server, by the ids of its requests.
        var questions: [Int64: ServerQuestion] = [:]
        /// Begins anywhere: a client that has had another gateway before may still answer what that one asked.
        var lastQuestion = Int64.random(in: 0..<1 << 40)
        /// Open `subscriptions/listen` requests, by their ids.
        var listeners: [ByteBuffer: ChangeListener] = [:]
        /// Copies of servers that are this session's own.
        var servers = SessionServers()
        var isClosed = false
    }

    package let id = SessionID()
    let gateway: Gateway
    let state = Mutex(State())
    /// Messages that belong to no request.
    package let unsolicited: AsyncStream<ByteBuffer>
    private let unsolicitedContinuation: AsyncStream<ByteBuffer>.Continuation

    init(gateway: Gateway) {
        self.gateway = gateway
        (unsolicited, unsolicitedContinuation) = AsyncStream.makeStream(
            bufferingPolicy: .bufferingNewest(Self.maximumUnsolicited)
        )
    }

    /// The revision that the handshake agreed on; nil before it.
    package var negotiatedVersion: ProtocolVersion? { state.withLock { $0.version } }

    /// What the client can be asked, as servers without handshakes are told.
    var askable: AskableCapabilities { state.withLock { $0.askable } }

    var clientName: String? { state.withLock { $0.clientName } }

    /// Handles one message and waits for its reply; nil for a notification, a response and a request taken back.
    package func receive(
        _ message: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void
    ) async -> ByteBuffer? {
        await withCheckedContinuation { continuation in
            receive(message, related: related) { continuation.resume(returning: $0) }
        }
    }

    /// Handles one message.
    ///
    /// - Parameters:
    ///   - message: One JSON-RPC message, or bytes that are none.
    ///   - related: Called, before the reply and in order, with messages that belong to this request.
    ///   - reply: Called once, possibly on another thread and before this returns, with the reply; nil for a
    ///     notification, a response and a request that was taken back.
    package func receive(
        _ message: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void
    ) {
        let envelope: Envelope
        do {
            envelope = try Envelope(of: message)
        } catch {
            return reply(Self.refusal(of: message, error))
        }
        switch envelope.kind {
        case .response:
            answered(message, envelope)
            reply(nil)
        case .invalid: reply(Self.refusal(of: message, envelope))
        case .notification:
            notice(message, envelope)
            reply(nil)
        case .request:
            guard let id = envelope.id.map({ message.piece($0) }) else { return reply(nil) }
            handle(ClientRequest(message, envelope, id: id, of: self, related: related, reply: reply))
        }
    }

    /// Sends a message that belongs to no request.
    func tell(_ message: ByteBuffer) {
        unsolicitedContinuation.yield(message)
    }

    /// Ends the conversation: what is under way is taken back, and ``unsolicited`` ends.
    package func close() {
        endListening()
        let (requests, questions) = state.withLock { state in
            state.isClosed = true
            defer { state.questions = [:] }
            return (Array(state.requests.values), Array(state.questions.values))
        }
        for request in requests { request.cancel(because: "the client has left") }
        for question in questions { question.refuse(.internalError, "the client has left") }
        unsolicitedContinuation.finish()
        endServers()
        gateway.sessionEnded(self)
    }

    /// The request is answered: its client may use the id again.
    func forget(_ request: ClientRequest) {
        state.withLock { state in
            guard let index = state.requests.index(forKey: request.id), state.requests[index].value === request
            else { return }
            state.requests.remove(at: index)
            if !state.listeners.isEmpty { state.listeners[request.id] = nil }
        }
    }

    private func notice(_ message: ByteBuffer, _ envelope: Envelope) {
        switch envelope.knownMethod {
        case .cancelled:
            guard let id = envelope.requestID.map({ message.piece($0) }) else { return }
            state.withLock { $0.requests[id] }?.cancel(because: "the client took the call back")
        case .rootsListChanged: gateway.rootsChanged()
        default: break
        }
    }

    private static func refusal(of message: ByteBuffer, _ error: MalformedJSON) -> ByteBuffer {
        guard message.readableBytesView.first(where: { $0 > 0x20 }) == UInt8(ascii: "[") else {
            return Message.error(.parseError, "not valid JSON at byte \(error.offset)", id: nil)
        }
        return Message.error(.invalidRequest, "batches are not supported", id: nil)
    }

    private static func refusal(of message: ByteBuffer, _ envelope: Envelope) -> ByteBuffer {
        let id = envelope.id.map { message.piece($0) }
        let isUsable = id.flatMap { try? JSONText($0) }.map { $0.string != nil || $0.integer != nil } ?? false
        return Message.error(.invalidRequest, "not a message of JSON-RPC 2.0", id: isUsable ? id : nil)
    }
}
