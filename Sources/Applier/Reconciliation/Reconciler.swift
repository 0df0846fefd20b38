package import ContainerEngine
package import Planner
package import Spec

/// Brings an engine to a desired state: observe, plan, execute, and again where somebody else interfered.
///
/// `apply`, `destroy`, `watch` and the gateway take this one path.
package struct Reconciler: Sendable {
    private let observer: EngineObserver
    private let executor: PlanExecutor
    private let networks: @Sendable (OwnerID) -> ContainerNetworks
    private let lock: ApplyLock?
    private let limits: ExecutionLimits
    private let clock: any Clock<Duration>
    private let events: @Sendable (ApplyEvent) -> Void

    /// Wires a reconciler.
    ///
    /// - Parameters:
    ///   - engine: What is observed and changed.
    ///   - rollout: Gates candidates and moves calls.
    ///   - lock: Keeps other applies of the same owner on this host waiting; nil to do without.
    ///   - limits: How wide and how long.
    ///   - clock: What deadlines and delays are measured by.
    ///   - events: Told what happens while it happens, one event after the other; an apply waits for it.
    package init(
        engine: EngineClient,
        rollout: any Rollout,
        lock: ApplyLock?,
        limits: ExecutionLimits = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        events: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) {
        observer = EngineObserver(engine: engine, width: limits.width)
        executor = PlanExecutor(engine: engine, rollout: rollout, limits: limits, clock: clock, events: events)
        networks = { ContainerNetworks(engine: engine, owner: $0) }
        self.lock = lock
        self.limits = limits
        self.clock = clock
        self.events = events
    }

    /// Returns what would be done.
    ///
    /// Nothing on the engine is changed, and no lock is taken.
    ///
    /// - Throws: ``ApplyError`` when the engine cannot be observed.
    package func plan(_ desired: DesiredState) async throws(ApplyError) -> Plan {
        try await look(at: desired).plan
    }

    /// Returns what would be done, and the desired state with what its images say.
    private func look(at desired: DesiredState) async throws(ApplyError) -> (plan: Plan, documented: DesiredState) {
        let observed = try await observer.observe(desired)
        let documented = desired.documented(by: observed.images)
        return (Plan(from: observed, to: documented), documented)
    }

    /// Brings the engine to the desired state.
    ///
    /// - Parameters:
    ///   - desired: What the engine shall have.
    ///   - agreed: The digest of the one plan that may be carried out; nil if whatever is needed may be.
    ///   - interruption: Ends the run between two operations.
    /// - Returns: What was done, failures of single servers included.
    /// - Throws: ``ApplyError`` when the engine cannot be observed, the lock is not to be had, or the plan is not the one
    ///   that was agreed to.
    package func reconcile(
        _ desired: DesiredState,
        agreed: String? = nil,
        interruption: Interruption = Interruption()
    ) async throws(ApplyError) -> ApplyReport {
        guard let lock else { return try await convergeAndSweep(desired, agreed, interruption) }
        return try await lock.withLock(of: desired.owner, waitingUpTo: limits.lockWait, on: clock) {
            () async throws(ApplyError) in
            try await convergeAndSweep(desired, agreed, interruption)
        }
    }

    private func convergeAndSweep(
        _ desired: DesiredState,
        _ agreed: String?,
        _ interruption: Interruption
    ) async throws(ApplyError) -> ApplyReport {
        let report = try await converge(desired, agreed, interruption)
        await networks(desired.owner).sweep()
        return report
    }

    private static let staleness =
        "the engine has changed since this plan was shown, and nothing was done: look at the new plan"

    private func converge(
        _ desired: DesiredState,
        _ agreed: String?,
        _ interruption: Interruption
    ) async throws(ApplyError) -> ApplyReport {
        var progress = Convergence()
        for _ in 0..<max(1, limits.plans) {
            let (wanted, documented) = try await look(at: desired)
            let plan = progress.remaining(of: wanted)
            guard !plan.isNoOp else { return progress.report(endingWith: plan) }
            if let agreed, agreed != plan.digest { throw ApplyError(code: .stale, doing: Self.staleness) }
            events(.planned(plan))
            let record = await executor.execute(
                plan.operations,
                serving: documented.servers,
                interruption: interruption
            )
            progress.note(record, of: plan)
            // Whoever agreed to one plan did not agree to the next.
            guard record.isSuperseded, agreed == nil, !interruption.isRequested, !Task.isCancelled else { break }
        }
        return progress.report
    }
}
