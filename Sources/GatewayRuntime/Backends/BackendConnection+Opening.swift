import Applier
import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import Planner
import Spec
import Synchronization

extension BackendConnection {
    /// Attaches to a container, starts it unless it runs, completes the MCP handshake and lists the tools.
    ///
    /// - Parameter events: Told of what the server does on its own from then on.
    /// - Throws: ``AdmissionError``; the channel is closed then, the container is as it was left.
    static func open(
        _ candidate: Candidate,
        engine: EngineClient,
        clientVersion: String,
        events: @escaping @Sendable (BackendEvent) -> Void
    ) async throws(AdmissionError) -> (connection: BackendConnection, tools: [ListedTool]) {
        let connection = try await attach(candidate.container, engine: engine, events: events)
        do {
            if !candidate.isRunning { try await engine.start(candidate.container) }
            let timeout = candidate.server.timeouts.start
            try await connection.handshake(clientVersion: clientVersion, timeout: timeout)
            return (connection, try await connection.listTools(timeout: timeout))
        } catch {
            connection.close()
            throw await admissionError(error, connection, candidate, engine)
        }
    }

    private static func attach(
        _ container: ContainerID,
        engine: EngineClient,
        events: @escaping @Sendable (BackendEvent) -> Void
    ) async throws(AdmissionError) -> BackendConnection {
        let opened = Mutex<BackendConnection?>(nil)
        do {
            let channel = try await engine.attach(container) { channel in
                let tail = StandardErrorTail()
                let connection = BackendConnection(channel: channel, standardError: tail, events: events)
                opened.withLock { $0 = connection }
                let handler = BackendHandler(connection: connection) { events(.closed) }
                try channel.pipeline.syncOperations.addHandlers(FlushCoalescer(), handler)
            }
            guard let connection = opened.withLock({ $0 }) else {
                channel.close(promise: nil)
                throw EngineError(code: .protocolViolation, doing: "attach", message: "the stream was never opened")
            }
            return connection
        } catch {
            throw AdmissionError(code: .engine, message: "\(error)")
        }
    }

    /// The handshake of specification 2025-11-25, basic/lifecycle.
    private func handshake(clientVersion: String, timeout: Duration) async throws {
        let params = #"{"protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":{},"#
            + #""clientInfo":{"name":"mcp-reconcile","version":\#(JSONString.quoting(clientVersion))}}"#
        let (response, envelope) = try await request("initialize", params: params, timeout: timeout)
        guard envelope.result != nil, let version = envelope.protocolVersion.flatMap({ response.string(at: $0) }) else {
            throw HandshakeFault(message: "its answer to 'initialize' is no handshake: \(response.excerpt)")
        }
        guard ProtocolVersion(rawValue: version) != nil else {
            throw HandshakeFault(message: "it speaks the revision \(UntrustedText.escaping(version)), which is unknown here")
        }
        write(Message.notification("notifications/initialized"))
    }

    /// Walks every page of `tools/list`, within bounds: a server may not hold the gateway with pages that never end.
    func listTools(timeout: Duration) async throws -> [ListedTool] {
        var tools: [ListedTool] = []
        var params: String?
        for _ in 0..<ListLimits.pages {
            let (response, envelope) = try await request("tools/list", params: params, timeout: timeout)
            guard let result = envelope.result else {
                // A server without tools may say that it has no such method.
                return tools
            }
            let page = try ToolPage(response, result: result)
            tools += page.tools
            guard let cursor = page.nextCursor, tools.count < ListLimits.tools else { break }
            params = #"{"cursor":\#(String(buffer: cursor))}"#
        }
        return Array(tools.prefix(ListLimits.tools))
    }

    /// Sends a request of the gateway's own and waits for its answer.
    func request(_ method: String, params: String?, timeout: Duration) async throws -> (ByteBuffer, Envelope) {
        let answer = await withCheckedContinuation { continuation in
            send(timeout: timeout) { id in
                Message.request(method, id: id, params: params)
            } completion: { answer in
                continuation.resume(returning: answer)
            }
        }
        switch answer {
        case .response(let message, let envelope): return (message, envelope)
        case .refused(let failure): throw failure
        }
    }

    private static func admissionError(
        _ error: any Error,
        _ connection: BackendConnection,
        _ candidate: Candidate,
        _ engine: EngineClient
    ) async -> AdmissionError {
        let name = candidate.identity.address
        let lines = connection.standardError.lines
        switch error {
        case let failure as BackendFailure where failure == .timedOut:
            let limit = candidate.server.timeouts.start
            return AdmissionError(
                code: .timedOut,
                message: "\(name) did not complete its handshake within \(limit)",
                standardError: lines
            )
        case is BackendFailure:
            let cause = await ExitCause(of: candidate.container, engine: engine)
            return AdmissionError(code: .exited, message: "\(name) \(cause.text)", standardError: lines)
        case let fault as HandshakeFault:
            return AdmissionError(code: .badHandshake, message: "\(name): \(fault.message)", standardError: lines)
        case is MalformedJSON:
            return AdmissionError(
                code: .badHandshake,
                message: "\(name): its list of tools cannot be read",
                standardError: lines
            )
        default: return AdmissionError(code: .engine, message: "\(name): \(error)", standardError: lines)
        }
    }
}

/// Bounds of what is read of one server's lists.
private enum ListLimits {
    static let pages = 200
    static let tools = 10_000
}

/// A handshake that went wrong.
private struct HandshakeFault: Error {
    let message: String
}

extension ByteBuffer {
    /// The beginning of an untrusted message, for people.
    fileprivate var excerpt: String {
        UntrustedText.escaping(String(buffer: piece(0..<min(readableBytes, 200))))
    }
}
