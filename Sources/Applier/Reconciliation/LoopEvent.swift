package import Spec

/// What a reconcile loop has to tell.
///
/// A look that finds everything as it was tells nothing.
package enum LoopEvent: Sendable {
    /// The manifests do not make a desired state; the last one that did, if any, stays in force.
    case rejected(any Error, keeping: DesiredState?)
    /// The engine was brought to the state as far as the report says, or the state changed in what only the gateway
    /// serves; `retryingIn` is nil unless something failed.
    case reconciled(DesiredState, ApplyReport, retryingIn: Duration?)
    /// The engine could not be observed or the lock not be had.
    case failed(ApplyError, retryingIn: Duration)
    /// Candidates of these servers failed their gate too often: they are not tried again until their manifests change.
    case quarantined([Quarantine])
    /// Nothing is reconciled until the suspension ends.
    case suspended(Suspension)
    /// The suspension has ended.
    case resumed
}
