package import Planner
package import Spec

/// A run of a reconciler that has ended, whatever came of it.
package struct ReconcileRun: Hashable, Sendable {
    package var desired: DesiredState
    package var scope: PlanScope
    package var report: ApplyReport
    package var duration: Duration

    package init(
        desired: DesiredState,
        scope: PlanScope = .everything,
        report: ApplyReport,
        duration: Duration
    ) {
        self.desired = desired
        self.scope = scope
        self.report = report
        self.duration = duration
    }

    /// True if somebody may want to know later: the engine was changed, or something failed.
    package var isWorthRemembering: Bool { report.changedEngine || !report.isConverged }
}
