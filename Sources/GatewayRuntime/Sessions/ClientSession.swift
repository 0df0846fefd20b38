package import ModelContextProtocol
package import NIOCore
import Synchronization

/// One client's conversation with the gateway.
///
/// Transports bring its messages and carry what it is sent.
package final class ClientSession: Sendable {
    /// Requests under way at once; more are refused rather than queued.
    package static let maximumRequests = 1024

    private struct State {
        var version: ProtocolVersion?
        var requests: [ByteBuffer: ClientRequest] = [:]
        /// True if the client has listed the tools since it was last told that they changed.
        var hasListed = false
        var isClosed = false
    }

    package let id = SessionID()
    let gateway: Gateway
    private let state = Mutex(State())
    /// Messages that belong to no request.
    ///
    /// All there is says "look again", so the newest stands for those before.
    package let unsolicited: AsyncStream<ByteBuffer>
    private let unsolicitedContinuation: AsyncStream<ByteBuffer>.Continuation

    init(gateway: Gateway) {
        self.gateway = gateway
        (unsolicited, unsolicitedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The revision that the handshake agreed on; nil before it.
    package var negotiatedVersion: ProtocolVersion? { state.withLock { $0.version } }

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
        case .response: reply(nil)
        case .invalid: reply(Self.refusal(of: message, envelope))
        case .notification:
            notice(message, envelope)
            reply(nil)
        case .request:
            guard let id = envelope.id.map({ message.piece($0) }) else { return reply(nil) }
            handle(
                ClientRequest(message, envelope, id: id, related: related, reply: reply) { [weak self] request in
                    self?.forget(request)
                }
            )
        }
    }

    /// Ends the conversation: what is under way is taken back, and ``unsolicited`` ends.
    package func close() {
        let requests = state.withLock { state in
            state.isClosed = true
            return Array(state.requests.values)
        }
        for request in requests { request.cancel(because: "the client has left") }
        unsolicitedContinuation.finish()
        gateway.sessionEnded(id)
    }

    /// Tells the client, unless it has not looked since it was told before.
    func toolsChanged() {
        let isNews = state.withLock { state in
            defer { state.hasListed = false }
            return state.hasListed
        }
        guard isNews else { return }
        unsolicitedContinuation.yield(Message.notification(MCPMethod.toolListChanged.rawValue))
    }

    private func forget(_ request: ClientRequest) {
        state.withLock { state in
            if state.requests[request.id] === request { state.requests[request.id] = nil }
        }
    }
}

// MARK: - Requests

extension ClientSession {
    private func handle(_ request: ClientRequest) {
        switch request.envelope.knownMethod {
        case .toolsCall:
            if accept(request) { call(request) }
        case .toolsList:
            if accept(request) { list(request) }
        case .initialize: initialize(request)
        case .ping: request.finish(Message.result("{}", id: request.id))
        case .rootsList, .initialized, .cancelled, .progress, .toolListChanged, nil:
            request.finish(Message.error(.methodNotFound, "the gateway offers no such method", id: request.id))
        }
    }

    /// Takes a request in that is answered later; a refused one is answered here.
    private func accept(_ request: ClientRequest) -> Bool {
        let problem = state.withLock { state -> String? in
            guard state.version != nil else { return "the first request must be 'initialize'" }
            guard !state.isClosed else { return "the session has ended" }
            guard state.requests[request.id] == nil else { return "a request with this id is under way" }
            guard state.requests.count < Self.maximumRequests else { return "too many requests are under way" }
            state.requests[request.id] = request
            return nil
        }
        guard let problem else { return true }
        request.finish(Message.error(.invalidRequest, problem, id: request.id))
        return false
    }

    private func initialize(_ request: ClientRequest) {
        let params = request.envelope.params.flatMap { try? JSONText(request.message.piece($0)) }
        guard let wanted = params?["protocolVersion"]?.string else {
            request.finish(Message.error(.invalidParams, "'protocolVersion' is missing", id: request.id))
            return
        }
        let version = ProtocolVersion.negotiated(for: wanted)
        state.withLock { $0.version = version }
        let result =
            #"{"protocolVersion":"\#(version.rawValue)","capabilities":{"tools":{"listChanged":true}},"#
            + #""serverInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(gateway.version))}}"#
        request.finish(Message.result(result, id: request.id))
    }

    /// Waits until the servers have had their time to start, then says what is there.
    private func list(_ request: ClientRequest) {
        gateway.whenSettled { [weak self, gateway] in
            self?.state.withLock { $0.hasListed = true }
            let cursor = request.envelope.cursor.map { request.message.string(at: $0) ?? "" }
            guard let page = gateway.table.page(at: cursor) else {
                let text = "the cursor is not, or no longer, one of this gateway's"
                return request.finish(Message.error(.invalidParams, text, id: request.id))
            }
            request.finish(Message.result(page, id: request.id))
        }
    }

    private func notice(_ message: ByteBuffer, _ envelope: Envelope) {
        guard envelope.knownMethod == .cancelled, let id = envelope.requestID.map({ message.piece($0) }) else { return }
        state.withLock { $0.requests[id] }?.cancel(because: "the client took the call back")
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
