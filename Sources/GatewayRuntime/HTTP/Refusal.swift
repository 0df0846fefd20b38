import ModelContextProtocol
import NIOCore
import NIOHTTP1

/// A request that is not served, as the client is told: an HTTP status, and a JSON-RPC error as the body.
struct Refusal: Error, Sendable {
    let status: HTTPResponseStatus
    let code: JSONRPCErrorCode
    let message: String
    var fields: HTTPHeaders = [:]
    /// The request's id as it was sent, where it is known.
    var id: ByteBuffer?
    /// The error's data as JSON.
    var data: String?

    init(
        _ status: HTTPResponseStatus,
        code: JSONRPCErrorCode = .invalidRequest,
        _ message: String,
        fields: HTTPHeaders = [:]
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
    }

    var body: ByteBuffer { Message.error(code, message, id: id, data: data) }
}

extension Refusal {
    static let foreignOrigin = Self(.forbidden, "the Origin is not one of this host")
    static let foreignHost = Self(.misdirectedRequest, "the Host is not a name of the loopback interface")
    static let unauthorized = Self(
        .unauthorized,
        "the Authorization header carries no valid bearer token",
        fields: ["WWW-Authenticate": #"Bearer realm="mcp-reconcile""#]
    )
    static let noSuchPath = Self(.notFound, "nothing is served at this path: the endpoint is /mcp")

    /// The refusal of a method where others are taken, which are separated by commas.
    static func method(otherThan allowed: String) -> Self {
        Self(.methodNotAllowed, "this path takes \(allowed) and nothing else", fields: ["Allow": allowed])
    }

    static let postNotAcceptable = Self(
        .notAcceptable,
        "the Accept header must list application/json and text/event-stream"
    )
    static let listenNotAcceptable = Self(.notAcceptable, "the Accept header must list text/event-stream")
    static let unsupportedMediaType = Self(.unsupportedMediaType, "the Content-Type must be application/json")
    static let malformedHTTP = Self(.badRequest, "the bytes are no request of HTTP/1.1")
    static let unknownEvent = Self(
        .badRequest,
        "the Last-Event-ID names no event that is kept: ask again without it"
    )
    static let malformed = Self(.badRequest, code: .parseError, "the body is not valid JSON")
    static let batch = Self(.badRequest, "batches are not supported")
    static let notAMessage = Self(.badRequest, "the body is not a message of JSON-RPC 2.0")
    static let noSession = Self(.badRequest, "the Mcp-Session-Id header is missing: begin with 'initialize'")
    static let unknownSession = Self(.notFound, "the session does not exist or has ended: begin with 'initialize'")
    static let alreadyListening = Self(.conflict, "the session has an open stream already")
    static let tooManySessions = Self(
        .serviceUnavailable,
        code: .internalError,
        "too many sessions are open",
        fields: ["Retry-After": "30"]
    )

    static let unsupportedVersion = Self(
        .badRequest,
        "the MCP-Protocol-Version is not supported; supported are "
            + ProtocolVersion.allCases.map(\.rawValue).joined(separator: ", ")
    )

    /// Bytes that are no message.
    static func unreadable(_ message: ByteBuffer) -> Self {
        message.readableBytesView.first { $0 > 0x20 } == UInt8(ascii: "[") ? .batch : .malformed
    }

    static func tooLarge(limit: Int) -> Self {
        Self(.payloadTooLarge, "the body is larger than \(limit) bytes")
    }
}
