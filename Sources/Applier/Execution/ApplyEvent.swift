package import Planner

/// What an apply reports while it runs, in the order in which it happens.
package enum ApplyEvent: Hashable, Sendable {
    /// A plan is about to be executed; there can be several when another applier interferes.
    case planned(Plan)
    /// How the engine stands to the plan that was agreed to; escaped.
    case noted(String)
    case started(Operation)
    case finished(Operation, Duration)
    case failed(Operation, OperationFailure)
    /// The candidate did not pass its gate and is removed; what served before still serves.
    case rolledBack(Operation, AdmissionError)
    /// Not done: what it depends on did not succeed, the run was interrupted, or it needs a new plan, which follows.
    case withheld(Operation)
}
