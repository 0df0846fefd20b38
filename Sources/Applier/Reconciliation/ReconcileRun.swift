package import Planner
package import Spec

/// A run of a reconciler that has ended, whatever came of it.
package struct ReconcileRun: Hashable, Sendable {
    /// What it had when it began, if it did.
    package var id: String
    package var desired: DesiredState
    package var scope: PlanScope
    package var report: ApplyReport
    package var duration: Duration
    /// The status that a program ends with for it.
    package var status: Int32
    /// True if somebody was told that it begins to change something.
    package var hasBegun = false

    package init(
        id: String = JournalEntry.makeID(),
        desired: DesiredState,
        scope: PlanScope = .everything,
        report: ApplyReport,
        duration: Duration,
        status: Int32? = nil
    ) {
        self.id = id
        self.desired = desired
        self.scope = scope
        self.report = report
        self.duration = duration
        self.status = status ?? report.exitCode
    }

    /// True if somebody may want to know later: the engine was changed, or something failed.
    package var isWorthRemembering: Bool { hasBegun || report.changedEngine || !report.isConverged }
}

/// A run of a reconciler that is about to carry out its first operation.
package struct BegunRun: Hashable, Sendable {
    package var id: String
    package var desired: DesiredState
    package var scope: PlanScope
    /// What is to be done first; more may follow, where an image has to be pulled for example.
    package var plan: Plan

    package init(id: String, desired: DesiredState, scope: PlanScope, plan: Plan) {
        self.id = id
        self.desired = desired
        self.scope = scope
        self.plan = plan
    }
}
