/// Why something that was asked of a container engine did not happen.
package struct EngineError: Error {
    /// What callers branch on.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Nothing answers at the endpoint.
        case unreachable
        /// The endpoint's socket may not be opened by this user.
        case permissionDenied
        /// The engine has no such object (404).
        case notFound
        /// The object's state or name stands against it (409).
        case conflict
        /// The engine refuses the request as it is (other 4xx).
        case badRequest
        /// The engine failed (5xx), or reported a failure within a stream that began well.
        case serverError
        /// A deadline passed.
        case timedOut
        /// What came is no answer of an engine, or a larger one than is accepted.
        case protocolViolation
        /// The connection ended before the answer did: whether the engine acted is unknown.
        case connectionLost
        /// The endpoint's description (environment, context, certificates) cannot be used.
        case invalidEndpoint
        /// The engine speaks none of the API versions that this program speaks.
        case unsupportedVersion
        /// The calling task was cancelled: no failure.
        case cancelled
    }

    package let code: Code
    /// What was attempted, as it reads after "cannot": `start container 0a1b2c3d4e5f`.
    package let doing: String
    /// The HTTP status, if the engine answered.
    package let status: Int?
    /// What the engine or the system said and what to do about it; one sentence or more, escaped, without a period.
    package let message: String
    package let cause: (any Error)?

    package init(
        code: Code,
        doing: String,
        status: Int? = nil,
        message: String,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.doing = doing
        self.status = status
        self.message = message
        self.cause = cause
    }
}

extension EngineError: CustomStringConvertible {
    package var description: String { "cannot \(doing): \(message)" }
}

extension EngineError {
    /// True if the engine may have done what was asked although no answer says so.
    package var leavesOutcomeUnknown: Bool {
        switch code {
        case .timedOut, .connectionLost, .protocolViolation, .cancelled: true
        case .unreachable, .permissionDenied, .notFound, .conflict, .badRequest, .serverError, .invalidEndpoint,
            .unsupportedVersion:
            false
        }
    }
}
