import Logging
import ModelContextProtocol
import NIOCore
import Spec

/// What a server did wrong in its handshake; the sentence follows its name.
struct HandshakeFault: Error, Hashable, Sendable {
    let sentence: String
}

extension BackendConnection {
    /// Bounds of what is read of a server's list of tools.
    private enum ListLimits {
        static let pages = 500
        static let tools = 20_000
        static let bytes = 64 << 20
    }

    /// Completes the handshake (specification 2025-11-25, basic/lifecycle) and lists the tools.
    ///
    /// - Parameters:
    ///   - version: The program's version, which the server is told.
    ///   - limit: For all of it.
    /// - Returns: The tools of every page.
    /// - Throws: ``HandshakeFault`` or ``BackendFailure``.
    func begin(as version: String, within limit: Duration) async throws -> [ListedTool] {
        let deadline = ContinuousClock.now + limit
        let params =
            #"{"protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":{},"#
            + #""clientInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(version))}}"#
        let result = try await result(of: MCPMethod.initialize.rawValue, params: params, by: deadline, limit)
        guard let revision = result["protocolVersion"]?.string else {
            throw HandshakeFault(sentence: "answered 'initialize' without a protocol version")
        }
        guard ProtocolVersion(rawValue: revision) != nil else {
            let text = UntrustedText.escaping(String(revision.prefix(40)))
            throw HandshakeFault(sentence: "speaks the protocol revision '\(text)', which is unknown here")
        }
        write(Message.notification(MCPMethod.initialized.rawValue))
        guard result["capabilities"]?["tools"]?.isObject == true else { return [] }
        return try await listTools(by: deadline, limit)
    }

    /// Lists the tools again.
    func listTools(within limit: Duration) async throws -> [ListedTool] {
        try await listTools(by: .now + limit, limit)
    }

    /// Walks every page, within bounds: a server cannot hold the gateway with pages that never end.
    private func listTools(by deadline: ContinuousClock.Instant, _ limit: Duration) async throws -> [ListedTool] {
        var (tools, names, bytes): ([ListedTool], Set<String>, Int) = ([], [], 0)
        var params: String?
        for _ in 0..<ListLimits.pages {
            let result = try await result(of: "tools/list", params: params, by: deadline, limit)
            guard let page = try? ToolPage(result.bytes, result: 0..<result.bytes.readableBytes) else {
                throw HandshakeFault(sentence: "answered 'tools/list' without a list of tools")
            }
            bytes += result.bytes.readableBytes
            for tool in page.tools {
                if names.insert(tool.name).inserted {
                    tools.append(tool)
                } else {
                    withhold(tool.name, "it is listed twice")
                }
            }
            for entry in page.invalid { withhold(entry.name ?? "", entry.problem) }
            guard let cursor = page.nextCursor else { return tools }
            guard tools.count < ListLimits.tools, bytes < ListLimits.bytes else { break }
            params = #"{"cursor":\#(cursor.text(at: 0..<cursor.readableBytes))}"#
        }
        logger.warning("a server's list of tools is too long, and only its beginning is served")
        return Array(tools.prefix(ListLimits.tools))
    }

    private func withhold(_ name: String, _ reason: String) {
        let name = UntrustedText.escaping(String(name.prefix(100)))
        logger.warning("a tool is withheld", metadata: ["mcp.tool": "\(name)", "reason": "\(reason)"])
    }

    /// Sends a request of the gateway's own and waits for its result.
    private func result(
        of method: String,
        params: String?,
        by deadline: ContinuousClock.Instant,
        _ limit: Duration
    ) async throws -> JSONText {
        try Task.checkCancellation()
        let remaining = max(.zero, deadline - .now)
        switch await answer(to: method, params: params, within: remaining) {
        case .failed(.timedOut): throw BackendFailure.timedOut(after: limit)
        case .failed(let failure): throw failure
        case .response(let message, let envelope):
            if let result = envelope.result { return try JSONText(message.piece(result)) }
            throw HandshakeFault(sentence: "answered '\(method)' with an error: \(Self.text(of: message, envelope))")
        }
    }

    /// Cancelling the task gives the request up.
    private func answer(
        to method: String,
        params: String?,
        within limit: Duration
    ) async -> PendingRequests.Answer {
        let sent = Sent()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let id = send(timeout: limit, isCancellable: method != MCPMethod.initialize.rawValue) { id in
                    Message.request(method, id: id, params: params)
                } completion: { answer in
                    continuation.resume(returning: answer)
                }
                id.map(sent.note)
                if Task.isCancelled { sent.id.map { cancel($0, reason: "no longer needed") } }
            }
        } onCancel: {
            sent.id.map { cancel($0, reason: "no longer needed") }
        }
    }

    private static func text(of message: ByteBuffer, _ envelope: Envelope) -> String {
        let error = envelope.error.flatMap { try? JSONText(message.piece($0)) }
        return UntrustedText.escaping(String((error?["message"]?.string ?? "without a message").prefix(200)))
    }
}
