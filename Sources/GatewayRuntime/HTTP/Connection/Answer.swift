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

    /// The head that says how long the body is.
    var head: HTTPResponseHead {
        var headers: HTTPHeaders = ["Date": HTTPDate.shared.now]
        headers.add(contentsOf: fields)
        if let body {
            if !headers.contains(name: "Content-Type") { headers.add(name: "Content-Type", value: "application/json") }
            headers.add(name: "Content-Length", value: String(body.readableBytes))
        } else if status != .noContent {
            headers.add(name: "Content-Length", value: "0")
        }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}

extension HTTPResponseHead {
    /// The head of a stream of events, which has no announced end.
    static var eventStream: Self {
        let headers: HTTPHeaders = [
            "Content-Type": "text/event-stream",
            "Cache-Control": "no-cache, no-transform",
            "X-Accel-Buffering": "no",
            "Date": HTTPDate.shared.now,
        ]
        return Self(version: .http1_1, status: .ok, headers: headers)
    }
}
