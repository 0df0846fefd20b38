/// Why a request to a gateway has no result.
package struct GatewayClientError: Error {
    package enum Code: String, Hashable, Sendable {
        /// Nothing answers at the URL.
        case unreachable
        /// The gateway wants another token.
        case unauthorized
        /// The gateway has ended the session.
        case sessionEnded
        case timedOut
        /// The connection ended before the answer did.
        case connectionLost
        /// What answered is no MCP server, or says more than is accepted.
        case protocolViolation
        /// The gateway refused the request itself, with an HTTP status.
        case refused
        /// The gateway answered with an error of JSON-RPC.
        case failed
        /// The arguments are no JSON object.
        case invalidArguments
        case cancelled
    }

    package let code: Code
    /// What was attempted, as it reads after "cannot": `call tool echo`.
    package let doing: String
    /// What went wrong and what to do about it, escaped, without a period.
    package let message: String
    package let cause: (any Error)?

    init(_ code: Code, doing: String, message: String, cause: (any Error)? = nil) {
        self.code = code
        self.doing = doing
        self.message = message
        self.cause = cause
    }
}

extension GatewayClientError: CustomStringConvertible {
    package var description: String { "cannot \(doing): \(message)" }
}
