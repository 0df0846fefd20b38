/// The error codes of JSON-RPC 2.0 and of MCP that the gateway itself uses.
package enum JSONRPCErrorCode: Int, Hashable, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    /// Before 2026-07-28; since then it is ``invalidParams``.
    case resourceNotFound = -32002
    // Since 2026-07-28.
    case headerMismatch = -32020
    case missingClientCapability = -32021
    case unsupportedProtocolVersion = -32022
}
