package import ContainerEngine
package import Planner
package import Spec

/// Brings an engine to a desired state: observe, plan, execute, and again where somebody else interfered.
///
/// `apply`, `destroy`, `watch` and the gateway take this one path.
package struct Reconciler: Sendable {
    private let observer: EngineObserver
    private let executor: PlanExecutor
    private let rollout: any Rollout
    private let networks: @Sendable (OwnerID) -> ContainerNetworks
    private let lock: ApplyLock?
    private let consents: StandingConsent?
    private let limits: ExecutionLimits
    private let clock: any Clock<Duration>
    private let events: @Sendable (ApplyEvent) -> Void
    private let begun: @Sendable (BegunRun) async -> Void
    private let ended: @Sendable (ReconcileRun) async -> Void
    private let isHeld: @Sendable () -> Bool

    /// Wires a reconciler.
    ///
    /// - Parameters:
    ///   - engine: What is observed and changed.
    ///   - rollout: Gates candidates and moves calls.
    ///   - lock: Keeps other applies of the same owner on this host waiting; nil to do without.
    ///   - consents: What may be done without anybody being asked; nil if whoever calls has asked.
    ///   - limits: How wide and how long.
    ///   - clock: What deadlines and delays are measured by.
    ///   - events: Told what happens while it happens, one event after the other; an apply waits for it.
    ///   - isHeld: Asked once the lock is there, for which a run may have waited long: true ends it before it has begun.
    ///   - begun: Told of each run that has something to do, before it does it, which waits for that.
    ///   - ended: Told of each run that ends with a report, or after it had begun, before another one of the same owner
    ///     begins.
    package init(
        engine: EngineClient,
        rollout: any Rollout,
        lock: ApplyLock?,
        consents: StandingConsent? = nil,
        limits: ExecutionLimits = .standard,
        clock: any Clock<Duration> = ContinuousClock(),
        events: @escaping @Sendable (ApplyEvent) -> Void = { _ in },
        isHeld: @escaping @Sendable () -> Bool = { false },
        begun: @escaping @Sendable (BegunRun) async -> Void = { _ in },
        ended: @escaping @Sendable (ReconcileRun) async -> Void = { _ in }
    ) {
        observer = EngineObserver(engine: engine, width: limits.width)
        executor = PlanExecutor(engine: engine, rollout: rollout, limits: limits, clock: clock, events: events)
        self.rollout = rollout
        networks = { ContainerNetworks(engine: engine, owner: $0) }
        self.lock = lock
        self.consents = consents
        self.limits = limits
        self.clock = clock
        self.events = events
        self.begun = begun
        self.ended = ended
        self.isHeld = isHeld
    }

    /// Returns what would be done.
    ///
    /// Nothing on the engine is changed, and no lock is taken.
    ///
    /// - Throws: ``ApplyError`` when the engine cannot be observed.
    package func plan(_ desired: DesiredState, scope: PlanScope = .everything) async throws(ApplyError) -> Plan {
        try await look(at: desired, scope).plan
    }

    /// Returns what would be done, and the desired state with what its images say.
    private func look(
        at desired: DesiredState,
        _ scope: PlanScope
    ) async throws(ApplyError) -> (plan: Plan, documented: DesiredState) {
        let observed = try await observer.observe(desired)
        let documented = desired.documented(by: observed.images)
        let plan = Plan(from: observed, to: documented, scope: scope)
        return (scope.isDriftOnly ? plan.onlyDrift : plan, documented)
    }

    /// Brings the engine to the desired state.
    ///
    /// - Parameters:
    ///   - desired: What the engine shall have.
    ///   - scope: The servers that are meant; the others stay as they are.
    ///   - resting: Servers that are left as they are for now, because they failed a moment ago.
    ///   - approval: What somebody agreed to, and nothing else is done; nil if whatever is needed may be.
    ///   - interruption: Ends the run between two operations.
    /// - Returns: What was done, failures of single servers included.
    /// - Throws: ``ApplyError`` when the engine cannot be observed, the lock is not to be had, or the plan is not the one
    ///   that was agreed to.
    package func reconcile(
        _ desired: DesiredState,
        scope: PlanScope = .everything,
        resting: RestingServers = [],
        approval: Approval? = nil,
        interruption: Interruption = Interruption()
    ) async throws(ApplyError) -> ApplyReport {
        guard let lock else { return try await convergeAndSweep(desired, scope, resting, approval, interruption) }
        return try await lock.withLock(of: desired.owner, waitingUpTo: limits.lockWait, on: clock) {
            () async throws(ApplyError) in
            try await convergeAndSweep(desired, scope, resting, approval, interruption)
        }
    }

    private func convergeAndSweep(
        _ desired: DesiredState,
        _ scope: PlanScope,
        _ resting: RestingServers,
        _ approval: Approval?,
        _ interruption: Interruption
    ) async throws(ApplyError) -> ApplyReport {
        guard !isHeld() else { throw ApplyError(code: .interrupted, doing: "waiting for the suspension to end") }
        let elapsed = makeStopwatch(clock)
        var run = ReconcileRun(desired: desired, scope: scope, report: .nothing, duration: .zero)
        var progress = Convergence(resting: resting, tended: rollout.tended)
        do throws(ApplyError) {
            run.report = try await converge(&run, &progress, approval, interruption)
            run.status = run.report.isConverged ? 0 : interruption.status ?? run.report.exitCode
        } catch {
            if run.hasBegun {
                (run.report, run.duration) = (progress.report, elapsed())
                run.status = interruption.status ?? error.exitCode
                await ended(run)
            }
            throw error
        }
        run.duration = elapsed()
        await ended(run)
        await networks(desired.owner).sweep()
        return run.report
    }

    private func converge(
        _ run: inout ReconcileRun,
        _ progress: inout Convergence,
        _ approval: Approval?,
        _ interruption: Interruption
    ) async throws(ApplyError) -> ApplyReport {
        for round in 0..<max(1, limits.plans) {
            var (wanted, documented) = try await look(at: run.desired, run.scope)
            if let consents { wanted = wanted.within(consents) }
            if let approval {
                guard let admitted = try admit(wanted, by: approval, isFirst: round == 0) else { break }
                wanted = admitted
            }
            let plan = progress.remaining(of: wanted)
            guard !plan.isNoOp else { return progress.report(endingWith: plan) }
            if !run.hasBegun {
                run.hasBegun = true
                await begun(BegunRun(id: run.id, desired: run.desired, scope: run.scope, plan: plan))
            }
            events(.planned(plan))
            let record = await executor.execute(
                plan.operations,
                serving: documented.servers,
                interruption: interruption
            )
            progress.note(record, of: plan)
            guard record.isSuperseded, !interruption.isRequested, !Task.isCancelled else { break }
        }
        return progress.report
    }

    /// Returns the part of a plan that was agreed to, or nil to leave it at what has been done.
    ///
    /// - Throws: ``ApplyError`` of the code `stale` if the first plan is another one.
    private func admit(_ plan: Plan, by approval: Approval, isFirst: Bool) throws(ApplyError) -> Plan? {
        switch approval.answer(to: plan) {
        case .carryOut(let admitted, let notes):
            if isFirst { notes.forEach { events(.noted($0)) } }
            return admitted
        case .stale(let mismatches):
            guard isFirst else { return nil }
            throw ApplyError(stale: mismatches)
        }
    }
}
