package import ContainerEngine
import Planner

/// Why an engine could not be observed, or an apply not begun.
///
/// What fails for one server during an apply is no error of the whole: it is in the ``ApplyReport``.
package struct ApplyError: Error, Sendable {
    package enum Code: String, Hashable, Sendable {
        /// The engine did not answer as it must: `cause` says how.
        case engine
        /// Another apply of the same owner holds the lock and did not finish in time.
        case locked
        /// The engine has changed since the plan that was agreed to.
        case stale
        /// The file system refused the lock file.
        case lockUnavailable
        /// The run was cancelled before it changed anything.
        case interrupted
    }

    package var code: Code
    /// What was being done, for the reader: `listing containers`.
    package var doing: String
    package var cause: (any Error)?

    package init(code: Code, doing: String, cause: (any Error)? = nil) {
        self.code = code
        self.doing = doing
        self.cause = cause
    }

    init(_ error: any Error, doing: String) {
        switch error {
        case let error as ApplyError: self = error
        case is CancellationError: self.init(code: .interrupted, doing: doing)
        case let error as EngineError where error.code == .cancelled: self.init(code: .interrupted, doing: doing)
        default: self.init(code: .engine, doing: doing, cause: error)
        }
    }

    /// The plan that was agreed to is not what would be done now.
    init(stale mismatches: [Approval.Mismatch]) {
        let parts = mismatches.map { mismatch in
            let approved = mismatch.approved.map { "\n    agreed  \($0)" }.joined()
            return "\n  \(mismatch.address)\(approved)" + mismatch.current.map { "\n    now     \($0)" }.joined()
        }
        self.init(
            code: .stale,
            doing: "the engine or the manifests have changed since this plan was made, and nothing was done: "
                + "look at the new plan" + parts.joined()
        )
    }

    /// The engine's own error, when one is the cause.
    package var engineError: EngineError? { cause as? EngineError }

    /// The status the program ends with: 5 for a stale plan, 6 when locked, else 1; nothing was changed.
    package var exitCode: Int32 {
        switch code {
        case .stale: 5
        case .locked: 6
        case .engine, .lockUnavailable, .interrupted: 1
        }
    }
}

extension ApplyError: CustomStringConvertible {
    package var description: String {
        guard let cause else { return doing }
        return "\(doing): \(cause)"
    }
}
