import HTTPTypes

extension HTTPField.Name {
    /// Names the session of every request after the handshake (specification 2025-11-25, basic/transports).
    static let mcpSessionID = named("Mcp-Session-Id")
    /// Names the revision of the protocol that the client speaks after the handshake.
    static let mcpProtocolVersion = named("MCP-Protocol-Version")
    /// The request's method (specification 2026-07-28, basic/transports).
    static let mcpMethod = named("Mcp-Method")
    /// The tool, prompt or resource that the request is for.
    static let mcpName = named("Mcp-Name")
    static let accelBuffering = named("X-Accel-Buffering")
    static let host = named("Host")

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is a token of RFC 9110") }
        return name
    }
}
