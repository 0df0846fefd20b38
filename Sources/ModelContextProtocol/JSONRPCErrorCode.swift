/// The error codes of JSON-RPC 2.0 that MCP uses.
package enum JSONRPCErrorCode: Int, Hashable, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
}
