import NIOCore

extension ByteBuffer {
    /// Whether a response has the form that every revision asks for: a result that is an object, or an error with code and
    /// message (specification 2025-11-25, schema, `JSONRPCResultResponse` and `JSONRPCErrorResponse`).
    package func isWellFormed(_ response: Envelope) -> Bool {
        if let result = response.result { return isObject(at: result) }
        return response.error.map(isError(at:)) ?? false
    }

    /// Whether an error object with code and message stands at these offsets from the reader index.
    package func isError(at range: Range<Int>) -> Bool {
        guard let error = try? JSONText(piece(range)) else { return false }
        return error["code"]?.integer != nil && error["message"]?.string != nil
    }
}
