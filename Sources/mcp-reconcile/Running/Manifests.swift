import Planner
import Spec

/// A desired state, and where it was read.
struct Manifests: Sendable {
    var desired: DesiredState
    let source: PlanSource
    /// Decides whether the commit may be applied; nil if it is none.
    var gate: CommitGate?
    /// The files themselves; nil for a commit, and for more than can be kept.
    var snapshot: ManifestSnapshot?
}
