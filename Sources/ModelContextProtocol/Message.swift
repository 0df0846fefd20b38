package import NIOCore

/// The error codes of JSON-RPC 2.0 that MCP uses.
package enum JSONRPCErrorCode: Int, Hashable, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
}

/// Messages that are made here rather than passed through. Each is one line, without its end.
package enum Message {
    package static func request(_ method: String, id: Int64, params: String? = nil) -> ByteBuffer {
        let params = params.map { #","params":"# + $0 } ?? ""
        return ByteBuffer(string: #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"\#(params)}"#)
    }

    package static func notification(_ method: String, params: String? = nil) -> ByteBuffer {
        let params = params.map { #","params":"# + $0 } ?? ""
        return ByteBuffer(string: #"{"jsonrpc":"2.0","method":"\#(method)"\#(params)}"#)
    }

    package static func cancelled(requestID: Int64, reason: String) -> ByteBuffer {
        notification(
            "notifications/cancelled",
            params: #"{"requestId":\#(requestID),"reason":\#(JSONString.quoting(reason))}"#
        )
    }

    /// - Parameter id: The request's id as it was sent.
    package static func result(_ result: String, id: ByteBuffer) -> ByteBuffer {
        var message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
        message.writeImmutableBuffer(id)
        message.writeString(#","result":"# + result + "}")
        return message
    }

    /// - Parameter id: The request's id as it was sent; nil if it could not be read.
    package static func error(_ code: JSONRPCErrorCode, _ text: String, id: ByteBuffer?) -> ByteBuffer {
        var message = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"#)
        message.writeImmutableBuffer(id ?? ByteBuffer(string: "null"))
        message.writeString(#","error":{"code":\#(code.rawValue),"message":\#(JSONString.quoting(text))}}"#)
        return message
    }

    /// A tool's result that says that the call failed, which models can read and act on.
    package static func toolError(_ text: String, id: ByteBuffer) -> ByteBuffer {
        let content = #"[{"type":"text","text":\#(JSONString.quoting(text))}]"#
        return result(#"{"content":\#(content),"isError":true}"#, id: id)
    }
}
