package import ModelContextProtocol
package import NIOCore

/// A client of a gateway in this process: what it is told and answers is what any client would be.
package struct LocalClient: Sendable {
    private let session: ClientSession

    package init(gateway: Gateway) {
        session = gateway.openSession(transport: .local)
    }

    /// Completes the handshake.
    package func open() async throws {
        let params =
            #"{"protocolVersion":"\#(ProtocolVersion.latest.rawValue)","capabilities":{},"#
            + #""clientInfo":{"name":"mcp-reconcile","version":"1"}}"#
        _ = try await result(of: "initialize", params: params)
        _ = await session.receive(Message.notification("notifications/initialized")) { _ in }
    }

    package func listTools() async throws -> [ListedItem] {
        let (message, result) = try await result(of: "tools/list", params: nil)
        return try ListPage(message, result: result, of: .tools).items
    }

    /// Calls a tool with a JSON object as its arguments; returns the result as the server sent it.
    package func call(_ tool: String, arguments: String) async throws -> ByteBuffer {
        let params = #"{"name":\#(JSONString.quoting(tool)),"arguments":\#(arguments)}"#
        let (message, result) = try await result(of: "tools/call", params: params)
        return message.piece(result)
    }

    package func close() {
        session.close()
    }

    private func result(of method: String, params: String?) async throws -> (ByteBuffer, Range<Int>) {
        let request = Message.request(method, id: 1, params: params)
        guard let reply = await session.receive(request, related: { _ in }) else {
            throw RefusedRequest(method: method, message: "no answer came")
        }
        let envelope = try Envelope(of: reply)
        guard let result = envelope.result else {
            let error = envelope.error.map { reply.text(at: $0) } ?? ""
            throw RefusedRequest(method: method, message: error)
        }
        return (reply, result)
    }
}

/// A request was answered with an error.
package struct RefusedRequest: Error, Hashable, Sendable {
    package let method: String
    /// The JSON-RPC error object, not escaped.
    package let message: String
}
