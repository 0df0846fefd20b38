package import Planner

/// What an apply reports while it runs, in the order in which it happens.
package enum ApplyEvent: Hashable, Sendable {
    /// A plan is about to be executed; there can be several when another applier interferes.
    case planned(Plan)
    case started(Operation)
    case finished(Operation, Duration)
    case failed(Operation, OperationFailure)
    /// The candidate did not pass its gate and is removed; what served before still serves.
    case rolledBack(Operation, AdmissionError)
    /// Something that the operation depends on did not succeed, or the run was interrupted.
    case withheld(Operation)
}
