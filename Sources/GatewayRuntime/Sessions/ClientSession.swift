package import ModelContextProtocol
package import NIOCore
import Spec
import Synchronization

/// One client's conversation with the gateway. Transports bring its messages and carry what it is sent.
package final class ClientSession: Sendable {
    /// Calls in flight at once; more are refused rather than queued.
    package static let maximumCalls = 1024

    private struct State {
        var version: ProtocolVersion?
        var calls: [ByteBuffer: (connection: BackendConnection, upstream: Int64)] = [:]
        var isClosed = false
    }

    package let id = SessionID()
    private let gateway: Gateway
    private let state = Mutex(State())
    /// Messages that belong to no request. Only the newest matters, because all there is says "look again".
    package let unsolicited: AsyncStream<ByteBuffer>
    private let unsolicitedContinuation: AsyncStream<ByteBuffer>.Continuation

    init(gateway: Gateway) {
        self.gateway = gateway
        (unsolicited, unsolicitedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// The revision that the handshake agreed on; nil before it.
    package var negotiatedVersion: ProtocolVersion? { state.withLock { $0.version } }

    /// Ends the conversation: calls in flight are cancelled.
    package func close() {
        let calls = state.withLock { state in
            state.isClosed = true
            defer { state.calls = [:] }
            return Array(state.calls.values)
        }
        for call in calls { call.connection.cancel(call.upstream, reason: "the client left", failure: .cancelled) }
        unsolicitedContinuation.finish()
        gateway.sessionEnded(id)
    }

    func toolsChanged() {
        guard negotiatedVersion != nil else { return }
        unsolicitedContinuation.yield(Message.notification("notifications/tools/list_changed"))
    }

    /// Handles one message and waits for its reply; nil for a notification and a response.
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
    ///   - related: Called, before the reply and in order, with messages that belong to this request.
    ///   - reply: Called once, possibly on another thread, with the reply; nil for a notification and a response.
    package func receive(
        _ message: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void
    ) {
        let envelope: Envelope
        do {
            envelope = try Envelope(of: message)
        } catch {
            let isArray = message.readableBytesView.first == UInt8(ascii: "[")
            let code: JSONRPCErrorCode = isArray ? .invalidRequest : .parseError
            reply(Message.error(code, isArray ? "batches are not supported" : "not valid JSON", id: nil))
            return
        }
        let request = Request(message: message, envelope: envelope, related: related, reply: reply)
        guard let method = envelope.method else {
            let isResponse = envelope.id != nil && (envelope.result != nil || envelope.error != nil)
            reply(isResponse ? nil : Message.error(.invalidRequest, "the message has no method", id: request.id))
            return
        }
        guard let id = request.id else {
            notice(request, method)
            reply(nil)
            return
        }
        guard request.hasValidID else {
            reply(Message.error(.invalidRequest, "a request's id is a string or a number", id: nil))
            return
        }
        dispatch(request, method, id: id)
    }

    private func dispatch(_ request: Request, _ method: Range<Int>, id: ByteBuffer) {
        if request.message.equals(method, "\"tools/call\"") {
            guard isInitialized(request) else { return }
            call(request, id: id)
        } else if request.message.equals(method, "\"tools/list\"") {
            guard isInitialized(request) else { return }
            list(request, id: id)
        } else if request.message.equals(method, "\"initialize\"") {
            initialize(request, id: id)
        } else if request.message.equals(method, "\"ping\"") {
            request.reply(Message.result("{}", id: id))
        } else {
            request.reply(Message.error(.methodNotFound, "the gateway offers no such method", id: id))
        }
    }

    private func isInitialized(_ request: Request) -> Bool {
        if negotiatedVersion != nil { return true }
        request.reply(Message.error(.invalidRequest, "the first request must be 'initialize'", id: request.id))
        return false
    }

    private func initialize(_ request: Request, id: ByteBuffer) {
        guard let requested = request.envelope.protocolVersion.flatMap({ request.message.string(at: $0) }) else {
            request.reply(Message.error(.invalidParams, "'protocolVersion' is missing", id: id))
            return
        }
        let version = ProtocolVersion.negotiated(for: requested)
        state.withLock { $0.version = version }
        let result = #"{"protocolVersion":"\#(version.rawValue)","capabilities":{"tools":{"listChanged":true}},"#
            + #""serverInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(gateway.version))}}"#
        request.reply(Message.result(result, id: id))
    }

    /// Waits until the servers have had their time to start, then says what is there.
    private func list(_ request: Request, id: ByteBuffer) {
        guard request.envelope.cursor == nil else {
            request.reply(Message.error(.invalidParams, "the cursor is not one of this gateway's", id: id))
            return
        }
        gateway.whenSettled { [gateway] in
            var reply = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
            reply.writeImmutableBuffer(id)
            reply.writeString(#","result":"#)
            reply.writeImmutableBuffer(gateway.table.listResult)
            reply.writeString("}")
            request.reply(reply)
        }
    }

    private func notice(_ request: Request, _ method: Range<Int>) {
        guard request.message.equals(method, "\"notifications/cancelled\""),
            let cancelled = request.envelope.requestID
        else { return }
        let key = request.message.piece(cancelled)
        guard let call = state.withLock({ $0.calls[key] }) else { return }
        call.connection.cancel(call.upstream, reason: "the client cancelled the call", failure: .cancelled)
    }
}

// MARK: - Calls

extension ClientSession {
    private func call(_ request: Request, id: ByteBuffer) {
        guard let name = request.envelope.name.flatMap({ request.message.string(at: $0) }) else {
            request.reply(Message.error(.invalidParams, "'name' is missing", id: id))
            return
        }
        guard let route = gateway.table.route(for: name) else {
            request.reply(Message.error(.invalidParams, "Unknown tool: \(UntrustedText.escaping(name))", id: id))
            return
        }
        switch route.backend.condition {
        case .down(let reason):
            request.reply(Message.toolError("The server '\(route.server)' is not available: it \(reason)", id: id))
        case .serving(let connection):
            guard state.withLock({ $0.calls.count < Self.maximumCalls && $0.calls[id] == nil }) else {
                request.reply(Message.error(.invalidRequest, "too many calls in flight, or one with the same id", id: id))
                return
            }
            forward(request, id: id, to: connection, route)
        }
    }

    private func forward(_ request: Request, id: ByteBuffer, to connection: BackendConnection, _ route: RouteTable.Route) {
        let token = request.envelope.requestedProgressToken.map { request.message.piece($0) }
        let upstream = connection.send(
            timeout: route.backend.server.timeouts.call,
            progress: token.map { token in
                { @Sendable message, envelope in
                    var splice = Splice()
                    splice.replace(envelope.progressToken, with: token)
                    request.related(splice.applied(to: message))
                }
            },
            make: { number in
                let number = ByteBuffer(string: String(number))
                var splice = Splice()
                splice.replace(request.envelope.id, with: number)
                if let original = route.originalName { splice.replace(request.envelope.name, with: original) }
                if token != nil { splice.replace(request.envelope.requestedProgressToken, with: number) }
                return splice.applied(to: request.message).onOneLine
            },
            completion: { [weak self] answer in
                _ = self?.state.withLock { $0.calls.removeValue(forKey: id) }
                request.reply(Self.reply(to: id, answer, route.server))
            }
        )
        guard let upstream else { return }
        // The answer may have come meanwhile; then nothing is left to cancel, and cancelling finds nothing.
        state.withLock { $0.calls[id] = (connection, upstream) }
    }

    private static func reply(to id: ByteBuffer, _ answer: BackendConnection.Answer, _ server: ServerName) -> ByteBuffer? {
        switch answer {
        case .response(let message, let envelope):
            var splice = Splice()
            splice.replace(envelope.id, with: id)
            return splice.applied(to: message)
        case .refused(.cancelled):
            // Whoever cancels a call expects no answer (specification 2025-11-25, basic/utilities/cancellation).
            return nil
        case .refused(let failure):
            return Message.toolError("The server '\(server)' failed: \(failure.message)", id: id)
        }
    }
}

/// A client's message under way.
private struct Request: Sendable {
    let message: ByteBuffer
    let envelope: Envelope
    let related: @Sendable (ByteBuffer) -> Void
    let reply: @Sendable (ByteBuffer?) -> Void

    /// As it was sent.
    var id: ByteBuffer? { envelope.id.map { message.piece($0) } }

    /// A string or a number: null, true and objects are none.
    var hasValidID: Bool {
        guard let first = id?.readableBytesView.first else { return false }
        return switch first {
        case UInt8(ascii: "\""), UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

extension ByteBuffer {
    /// The same JSON text without line breaks, which stand only between tokens.
    fileprivate var onOneLine: ByteBuffer {
        guard readableBytesView.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return self }
        return ByteBuffer(bytes: readableBytesView.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 })
    }
}
