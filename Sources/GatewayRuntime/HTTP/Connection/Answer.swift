import NIOCore
import NIOHTTP1

/// A whole answer to a request: its body is all there.
struct Answer: Sendable {
    let status: HTTPResponseStatus
    var fields: HTTPHeaders
    /// Nil if there is none, not even an empty one of a type.
    let body: ByteBuffer?

    init(_ status: HTTPResponseStatus, _ body: ByteBuffer? = nil, fields: HTTPHeaders = [:]) {
        (self.status, self.fields, self.body) = (status, fields, body)
    }

    /// A refusal; the answer to HEAD has no body (RFC 9110 §9.3.2).
    init(_ refusal: Refusal, to method: HTTPMethod) {
        self.init(refusal.status, method == .HEAD ? nil : refusal.body, fields: refusal.fields)
    }

    static let accepted = Answer(.accepted)
}
