import AsyncHTTPClient
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Spec
import Synchronization

extension GatewayClient {
    /// Sends a request and waits for its result.
    func request(_ method: String, params: String, doing: String) async throws(GatewayClientError) -> ByteBuffer {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        let message = Message.request(method, id: id, params: params)
        let answer = try await exchange(.POST, body: message, awaiting: id, within: limits.request, doing: doing)
        guard let answer, let envelope = try? Envelope(of: answer), answer.isResponse(envelope, to: id) else {
            throw violation("sent no answer to the request", doing: doing)
        }
        if let error = envelope.error {
            throw GatewayClientError(.failed, doing: doing, message: Self.text(ofError: answer.piece(error)))
        }
        guard let result = envelope.result else { throw violation("sent an answer without a result", doing: doing) }
        return answer.piece(result)
    }

    func notify(_ method: String, doing: String) async throws(GatewayClientError) {
        let message = Message.notification(method)
        _ = try await exchange(.POST, body: message, within: limits.request, doing: doing)
    }

    /// Sends one message over HTTP; nil is returned if no response to a request is awaited.
    @discardableResult
    func exchange(
        _ method: HTTPMethod,
        body: ByteBuffer?,
        awaiting id: Int64? = nil,
        within limit: Duration,
        doing: String
    ) async throws(GatewayClientError) -> ByteBuffer? {
        do {
            return try await withGatewayDeadline(limit) {
                let response = try await self.http.execute(self.outgoing(method, body), timeout: TimeAmount(limit))
                try await self.check(response, doing: doing)
                if let session = response.headers.first(name: "Mcp-Session-Id") {
                    self.state.withLock { $0.session = session }
                }
                guard let id else { return nil }
                return try await self.answer(to: id, in: response, doing: doing)
            }
        } catch {
            throw error as? GatewayClientError ?? GatewayClientError(transport: error, doing: doing, url: url)
        }
    }

    private func outgoing(_ method: HTTPMethod, _ body: ByteBuffer?) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url.text)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json, text/event-stream")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token.revealed())") }
        let (session, version) = state.withLock { ($0.session, $0.version) }
        if let session { request.headers.add(name: "Mcp-Session-Id", value: session) }
        if let version { request.headers.add(name: "MCP-Protocol-Version", value: version.rawValue) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        return request
    }

    /// Finds the response to a request, whichever way the gateway chose to send it.
    private func answer(to id: Int64, in response: HTTPClientResponse, doing: String) async throws -> ByteBuffer {
        let type = response.headers.first(name: "Content-Type")?.prefix { $0 != ";" }.lowercased()
        guard type == "text/event-stream" else { return try await response.body.collect(upTo: limits.answerBytes) }
        var reader = EventStreamReader()
        for try await part in response.body {
            reader.append(part)
            while let message = reader.next() {
                if let envelope = try? Envelope(of: message), message.isResponse(envelope, to: id) { return message }
            }
            if reader.heldBytes > limits.answerBytes { throw NIOTooManyBytesError(maxBytes: limits.answerBytes) }
        }
        throw violation("ended its stream without the answer", doing: doing)
    }
}

// MARK: - Refusals

extension GatewayClient {
    private static let refusalBytes = 64 << 10

    private func check(_ response: HTTPClientResponse, doing: String) async throws {
        let status = response.status.code
        guard !(200..<300).contains(status) else { return }
        switch status {
        case 401:
            throw GatewayClientError(.unauthorized, doing: doing, message: tokenAdvice)
        case 404 where state.withLock({ $0.session != nil }):
            throw GatewayClientError(.sessionEnded, doing: doing, message: "the gateway has ended the session")
        default:
            let body = try await response.body.collect(upTo: Self.refusalBytes)
            // A body that is no JSON-RPC error tells nothing that the status does not.
            let said = (try? JSONText(body))?["error"]?["message"]?.string.map { ": " + $0 } ?? ""
            let message = "\(url) answered \(status)\(UntrustedText.escaping(said))"
            throw GatewayClientError(.refused, doing: doing, message: message)
        }
    }

    private var tokenAdvice: String {
        token == nil
            ? "the gateway at \(url) wants a token: set MCP_GATEWAY_AUTH_TOKEN to the one that it showed when it started"
            : "the gateway at \(url) does not accept the token in MCP_GATEWAY_AUTH_TOKEN: it must be the one that it "
                + "was started with or showed when it started"
    }

    private static func text(ofError error: ByteBuffer) -> String {
        // It is part of a message that was scanned as a whole.
        let fault = try? JSONText(error)
        guard let message = fault?["message"]?.string, let code = fault?["code"]?.integer else {
            return "the gateway answered with an error that cannot be read"
        }
        return "\(UntrustedText.escaping(message)) (\(code))"
    }

    private func violation(_ fact: String, doing: String) -> GatewayClientError {
        GatewayClientError(.protocolViolation, doing: doing, message: "\(url) \(fact): is it an MCP gateway?")
    }
}

extension ByteBuffer {
    /// True if this message answers the request of the id.
    fileprivate func isResponse(_ envelope: Envelope, to id: Int64) -> Bool {
        envelope.kind == .response && envelope.id.flatMap { integer(at: $0) } == id
    }
}

/// Runs `operation` and cancels it when `limit` has passed.
private func withGatewayDeadline<Value: Sendable>(
    _ limit: Duration,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw GatewayDeadlineExceeded()
        }
        guard let value = try await group.next() else {
            preconditionFailure("a group of two tasks has a first result")
        }
        return value
    }
}
