import Glibc

/// The members of a message that routing looks at.
enum EnvelopeKey: String {
    case jsonrpc, id, method, params, result, error, name, uri, arguments, cursor, progressToken, traceparent
    case requestID = "requestId"
    case meta = "_meta"
    case statelessVersion = "io.modelcontextprotocol/protocolVersion"

    /// The key that stands here; one that is spelled with escapes is the key that it spells.
    init?(_ token: JSONStringToken, in bytes: UnsafeRawBufferPointer) {
        let inner = (token.range.lowerBound + 1)..<(token.range.upperBound - 1)
        guard !token.hasEscapes else {
            self.init(rawValue: JSONString.unescaping(String(decoding: bytes[inner], as: UTF8.self)))
            return
        }
        switch inner.count {
        case 2 where bytes.equal(inner, "id"): self = .id
        case 3 where bytes.equal(inner, "uri"): self = .uri
        case 4 where bytes.equal(inner, "name"): self = .name
        case 5 where bytes.equal(inner, "_meta"): self = .meta
        case 5 where bytes.equal(inner, "error"): self = .error
        case 6 where bytes.equal(inner, "method"): self = .method
        case 6 where bytes.equal(inner, "params"): self = .params
        case 6 where bytes.equal(inner, "result"): self = .result
        case 6 where bytes.equal(inner, "cursor"): self = .cursor
        case 7 where bytes.equal(inner, "jsonrpc"): self = .jsonrpc
        case 9 where bytes.equal(inner, "requestId"): self = .requestID
        case 9 where bytes.equal(inner, "arguments"): self = .arguments
        case 11 where bytes.equal(inner, "traceparent"): self = .traceparent
        case 13 where bytes.equal(inner, "progressToken"): self = .progressToken
        case 39 where bytes.equal(inner, "io.modelcontextprotocol/protocolVersion"): self = .statelessVersion
        default: return nil
        }
    }
}

extension UnsafeRawBufferPointer {
    /// True if the bytes at the range are these.
    func equal(_ range: Range<Int>?, _ text: StaticString) -> Bool {
        guard let range, range.count == text.utf8CodeUnitCount, let baseAddress else { return false }
        return memcmp(baseAddress + range.lowerBound, text.utf8Start, range.count) == 0
    }
}
