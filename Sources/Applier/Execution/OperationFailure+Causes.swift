import ContainerEngine
import Planner
import Spec

extension OperationFailure {
    static let interrupted = Self(code: .interrupted, message: "interrupted before it was done")

    static func imageMissing(_ image: ImageReference, because error: EngineError) -> Self {
        Self(code: .imageMissing, message: "image '\(image)' is not to be had: \(error)")
    }

    static func nameTaken(_ name: String) -> Self {
        Self(
            code: .nameTaken,
            message: "a container named '\(name)' exists that this owner did not create: remove or rename it"
        )
    }

    /// What the container is made of is known only now that its image is there.
    static func imageArrived(_ image: ImageReference) -> Self {
        Self(code: .superseded, message: "image '\(image)' was not there when this was planned")
    }

    /// The time for everything was over before that for this.
    static func outOfTime(after limit: Duration) -> Self {
        Self(code: .unanswered, message: "given up: the \(limit) for the whole run were over")
    }

    static func vanished(_ name: String) -> Self {
        Self(code: .superseded, message: "container '\(name)' was removed by another applier")
    }

    /// Why a plan does nothing about a server that it cannot serve.
    init(refusing change: Change) {
        for reason in change.reasons {
            if case .nameTaken(let name) = reason {
                self = .nameTaken(name)
                return
            }
        }
        self.init(
            code: .imageRefused,
            message:
                "the image of '\(change.address)' carries labels of '\(ContainerLabels.prefix)', which no image may"
        )
    }

    /// Explains an error of an operation that was allowed to take until `limit`.
    init(_ error: any Error, after limit: Duration) {
        switch error {
        case let failure as OperationFailure: self = failure
        case is DeadlineExceeded: self.init(code: .unanswered, message: "not done within \(limit)")
        case let error as EngineError where error.leavesOutcomeUnknown:
            self.init(code: .unanswered, message: "\(error)")
        default: self.init(code: .engine, message: "\(error)")
        }
    }
}

extension EngineError {
    /// True if the same call may succeed when it is made again.
    var isTransient: Bool {
        switch code {
        case .unreachable, .connectionLost, .serverError, .timedOut: true
        case .permissionDenied, .notFound, .conflict, .badRequest, .protocolViolation, .invalidEndpoint,
            .unsupportedVersion, .cancelled:
            false
        }
    }
}
