import ContainerEngine
import Planner
import Spec

extension OperationFailure {
    static let interrupted = Self(code: .interrupted, message: "interrupted before it was done")

    static func imageMissing(_ image: ImageReference, because error: EngineError? = nil) -> Self {
        let cause = error.map { ": \($0)" } ?? ""
        return Self(code: .imageMissing, message: "the engine has no image '\(image)' and could not pull it\(cause)")
    }

    static func nameTaken(_ name: String) -> Self {
        Self(
            code: .nameTaken,
            message: "a container named '\(name)' exists that this owner did not create: remove or rename it"
        )
    }

    static func vanished(_ name: String) -> Self {
        Self(code: .superseded, message: "container '\(name)' was removed by another applier")
    }

    /// - Parameter limit: How long the operation was allowed to take.
    init(_ error: any Error, after limit: Duration) {
        switch error {
        case let failure as OperationFailure: self = failure
        case is DeadlineExceeded: self.init(code: .unanswered, message: "not done within \(limit)")
        case let error as EngineError where !error.isAnswer: self.init(code: .unanswered, message: "\(error)")
        default: self.init(code: .engine, message: "\(error)")
        }
    }
}

extension EngineError {
    /// True if the same call may succeed when it is made again.
    var isTransient: Bool {
        switch code {
        case .unreachable, .serverError, .timedOut: true
        case .permissionDenied, .notFound, .conflict, .badRequest, .protocolViolation: false
        }
    }

    /// True if the engine refused the call, so that nothing was changed by it.
    var isAnswer: Bool {
        switch code {
        case .permissionDenied, .notFound, .conflict, .badRequest, .serverError: true
        case .unreachable, .timedOut, .protocolViolation: false
        }
    }
}
