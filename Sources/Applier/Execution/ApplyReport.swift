package import Planner
package import Spec

/// What an apply did, server by server.
package struct ApplyReport: Hashable, Sendable {
    /// How the work on one server ended.
    package enum Result: Hashable, Sendable {
        /// Nothing had to be done.
        case unchanged
        case applied
        /// The candidate did not pass its gate and was removed; what served before still serves.
        case rolledBack(AdmissionError)
        case failed(OperationFailure)
        /// The run was interrupted before the work on this server was done.
        case interrupted
    }

    package struct Outcome: Hashable, Sendable {
        package var address: ServerAddress
        package var action: Change.Action
        package var result: Result
        /// What the server was to become; nil where that is not known, or nothing.
        package var spec: SpecHash?

        package init(address: ServerAddress, action: Change.Action, result: Result, spec: SpecHash? = nil) {
            self.address = address
            self.action = action
            self.result = result
            self.spec = spec
        }
    }

    /// One per server of the plan, sorted by address.
    package var outcomes: [Outcome]
    /// True if any operation changed the engine, also one of a server whose work failed later.
    package var changedEngine: Bool
    /// What somebody changed on the engine and the manifests want only to be told of.
    package var drift: [DriftFinding] = []
    /// Consents that are missing: what needs them was left undone.
    package var withheld: [Consent] = []

    package init(outcomes: [Outcome], changedEngine: Bool) {
        self.outcomes = outcomes.sorted { $0.address < $1.address }
        self.changedEngine = changedEngine
    }

    /// Of a run that has done nothing yet.
    package static let nothing = Self(outcomes: [], changedEngine: false)

    /// True if the engine is as the manifests ask.
    package var isConverged: Bool {
        outcomes.allSatisfy { outcome in
            switch outcome.result {
            case .unchanged, .applied: true
            case .rolledBack, .failed, .interrupted: false
            }
        }
    }

    /// The status the program ends with: 0 applied, 1 failed with nothing changed, 7 partly applied and safe to run
    /// again, 8 rolled back.
    package var exitCode: Int32 {
        var isRolledBack = false
        for outcome in outcomes {
            switch outcome.result {
            case .unchanged, .applied: continue
            case .rolledBack: isRolledBack = true
            case .failed, .interrupted: return changedEngine ? 7 : 1
            }
        }
        return isRolledBack ? 8 : 0
    }
}
