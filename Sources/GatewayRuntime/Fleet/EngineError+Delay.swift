import ContainerEngine

extension EngineError {
    /// Whether the engine may do what was asked if it is asked once more: it is there, and did not answer.
    var isDelay: Bool {
        switch code {
        case .timedOut, .connectionLost: true
        case .unreachable, .permissionDenied, .notFound, .conflict, .badRequest, .serverError, .protocolViolation,
            .invalidEndpoint, .unsupportedVersion, .cancelled:
            false
        }
    }
}
