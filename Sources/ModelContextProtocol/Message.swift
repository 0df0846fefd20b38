package import NIOCore

/// Messages that are made here rather than passed through.
///
/// Each is one line, without its end.
package enum Message {
    /// A request with its parameters as JSON.
    package static func request(_ method: String, id: Int64, params: String? = nil) -> ByteBuffer {
        let params = params.map { #","params":"# + $0 } ?? ""
        return ByteBuffer(string: #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)"\#(params)}"#)
    }

    package static func notification(_ method: String, params: String? = nil) -> ByteBuffer {
        let params = params.map { #","params":"# + $0 } ?? ""
        return ByteBuffer(string: #"{"jsonrpc":"2.0","method":"\#(method)"\#(params)}"#)
    }

    package static func cancelled(requestID: Int64, reason: String) -> ByteBuffer {
        let params = #"{"requestId":\#(requestID),"reason":\#(JSONString.quoting(reason))}"#
        return notification("notifications/cancelled", params: params)
    }

    /// A result, as JSON, under the request's id as it was sent.
    package static func result(_ result: String, id: ByteBuffer) -> ByteBuffer {
        self.result(ByteBuffer(string: result), id: id)
    }

    /// A result, as JSON, under the request's id as it was sent.
    package static func result(_ result: ByteBuffer, id: ByteBuffer) -> ByteBuffer {
        var message = ByteBufferAllocator().buffer(capacity: result.readableBytes + id.readableBytes + 40)
        message.writeStaticString(#"{"jsonrpc":"2.0","id":"#)
        message.writeImmutableBuffer(id)
        message.writeStaticString(#","result":"#)
        message.writeImmutableBuffer(result)
        message.writeStaticString("}")
        return message
    }

    /// An error under the request's id as it was sent; without one if it could not be read
    /// (specification 2025-11-25, schema, `JSONRPCErrorResponse`).
    ///
    /// `data` is JSON.
    package static func error(
        _ code: JSONRPCErrorCode,
        _ text: String,
        id: ByteBuffer?,
        data: String? = nil
    ) -> ByteBuffer {
        let data = data.map { #","data":"# + $0 } ?? ""
        var message = ByteBuffer(string: #"{"jsonrpc":"2.0","#)
        if let id {
            message.writeStaticString(#""id":"#)
            message.writeImmutableBuffer(id)
            message.writeStaticString(",")
        }
        message.writeString(#""error":{"code":\#(code.rawValue),"message":\#(JSONString.quoting(text))\#(data)}}"#)
        return message
    }

    /// An error object, as JSON, under the request's id as it was sent.
    package static func error(_ error: ByteBuffer, id: ByteBuffer) -> ByteBuffer {
        var message = ByteBufferAllocator().buffer(capacity: error.readableBytes + id.readableBytes + 40)
        message.writeStaticString(#"{"jsonrpc":"2.0","id":"#)
        message.writeImmutableBuffer(id)
        message.writeStaticString(#","error":"#)
        message.writeImmutableBuffer(error)
        message.writeStaticString("}")
        return message
    }

    /// A tool's result that says that the call failed, which models can read and act on.
    ///
    /// `meta` is JSON.
    package static func toolErrorResult(_ text: String, meta: String? = nil) -> ByteBuffer {
        let text = JSONString.quoting(text)
        let meta = meta.map { #","_meta":"# + $0 } ?? ""
        return ByteBuffer(string: #"{"content":[{"type":"text","text":\#(text)}],"isError":true\#(meta)}"#)
    }
}
