import Applier
import ArgumentParser
import ContainerEngine
import FoundationEssentials
import GatewayRuntime
import Glibc
import Planner
import Spec

/// What `apply`, `destroy` and `rollback` do with a desired state: show, ask, carry out, report.
struct Application {
    let engine: EngineOptions
    let output: ApplyOutputOptions
    let consent: ConsentOptions
    let pace: PaceOptions
    var purpose = Purpose.apply
    /// What is said before anything else; nil for nothing.
    var opening: String?
    /// Done once somebody has agreed, and before anything is changed; what it says is told to whoever looks.
    var beforeChanges: @Sendable (_ say: (String) -> Void) throws -> Void = { _ in }

    /// What the engine is brought to.
    enum Purpose: Sendable {
        case apply
        /// To nothing; the command itself is the consent to remove whatever there is.
        case destruction
        /// To what an earlier run, or another commit, asks for; the command itself is the consent to go back.
        case rollback(to: String)
    }

    /// Plans, and carries out what somebody agrees to.
    func carryOut(_ manifests: Manifests, scope: PlanScope = .everything) async throws {
        var scope = scope
        scope.isDestruction = !purpose.isOfManifests
        try await carryOut(manifests, scope: scope) { plan, _ in
            try !plan.isNoOp && consent.obtain() ? Approval(plan) : nil
        }
    }

    /// Carries out a plan that was saved and agreed to, as far as it is not done already.
    func carryOut(_ saved: SavedPlan, _ manifests: Manifests) async throws {
        guard saved.owner == manifests.desired.owner else {
            throw CommandFailure(
                status: .stale,
                message: "the plan is about the servers of \(saved.owner), and these manifests' owner is "
                    + "\(manifests.desired.owner)"
            )
        }
        try await carryOut(manifests, scope: saved.scope) { _, target in
            guard target == saved.engineID else {
                throw CommandFailure(
                    status: .stale,
                    message: "the plan was made for the engine \(UntrustedText.escaping(saved.engineID)), "
                        + "and this one is \(UntrustedText.escaping(target))"
                )
            }
            return saved.approval
        }
    }

    private func carryOut(
        _ manifests: Manifests,
        scope: PlanScope,
        agreeing agree: @escaping @Sendable (_ plan: Plan, _ engineID: String) throws -> Approval?
    ) async throws {
        let teller = ApplyOutput(output)
        do {
            if let opening { teller.say(opening) }
            noteSuspension(of: manifests.desired.owner, teller)
            let (report, interrupted) = try await engine.withClient { client in
                let (plan, approval) = try await approve(manifests, scope, client, teller, agree)
                try beforeChanges(teller.say)
                let reconciler = reconciler(for: client, teller, as: plan, recorder(of: manifests, plan))
                return try await withInterruption { interruption in
                    try await reconciler.reconcile(
                        manifests.desired,
                        scope: scope,
                        approval: approval,
                        interruption: interruption
                    )
                }
            }
            teller.tell(report)
            if let interrupted, !report.isConverged { throw interrupted }
            if report.exitCode != 0 { throw ExitCode(report.exitCode) }
            if output.hasDetailedExitCode, report.changedEngine { throw ExitStatus.changesPresent.code }
        } catch {
            teller.tell(error)
            throw error
        }
    }

    /// Shows what would be done, and returns what somebody agreed to; nil if whatever is needed may be done.
    private func approve(
        _ manifests: Manifests,
        _ scope: PlanScope,
        _ client: EngineClient,
        _ teller: ApplyOutput,
        _ agree: @Sendable (_ plan: Plan, _ engineID: String) throws -> Approval?
    ) async throws -> (Plan, Approval?) {
        var plan = try await reconciler(for: client, teller).plan(manifests.desired, scope: scope)
        let engineID = try await client.info().id
        plan.source = manifests.source
        plan.target = .engine(address: "\(try engine.endpoint())", id: engineID)
        if purpose.isOfManifests { try await manifests.gate?.judge(&plan) }
        if case .rollback = purpose { plan.rewindsFrom = [] }
        teller.tell(plan)
        if let refusal = PlanRefusal(plan) { throw refusal }
        if purpose.isOfManifests { try consent.check(plan) } else { try consent.checkDestruction(plan) }
        return (plan, try agree(plan, engineID))
    }

    /// Whoever applies by hand may not know that nothing follows what he changes.
    private func noteSuspension(of owner: OwnerID, _ teller: ApplyOutput) {
        guard case .apply = purpose, let suspension = SuspensionFile.ofThisUser(owner).current(at: UTCTime.seconds)
        else { return }
        teller.note("'watch' and 'gateway run' are suspended \(suspension.explanation)")
    }

    private func recorder(of manifests: Manifests, _ plan: Plan) -> HistoryRecorder {
        HistoryRecorder(
            command: purpose.command,
            source: { [purpose] _ in
                purpose.isOfManifests
                    ? ReadManifests(manifests.source, snapshot: manifests.snapshot)
                    : .asked(forNothingOf: manifests.source)
            },
            plan: plan.isNoOp ? nil : plan.digest,
            warn: { Console.error.line("warning: history is not kept: \($0)") }
        )
    }

    private func reconciler(
        for client: EngineClient,
        _ teller: ApplyOutput,
        as shown: Plan? = nil,
        _ recorder: HistoryRecorder? = nil
    ) -> Reconciler {
        Reconciler(
            engine: client,
            rollout: HandshakeGate(engine: client, version: ProgramVersion.current.text),
            lock: .ofThisUser,
            limits: pace.limits,
            events: { teller.tell($0.about(shown)) },
            begun: { await recorder?.record($0) },
            ended: { await recorder?.record($0) }
        )
    }
}

extension ApplyEvent {
    /// The event with its plan made about what the plan is about that was shown, so that equal ones have one digest.
    fileprivate func about(_ shown: Plan?) -> Self {
        guard case .planned(var plan) = self, let shown else { return self }
        (plan.source, plan.target) = (shown.source, shown.target)
        (plan.rewindsFrom, plan.signer) = (shown.rewindsFrom, shown.signer)
        return .planned(plan)
    }
}

extension Application.Purpose {
    /// What history calls it.
    var command: String {
        switch self {
        case .apply: "apply"
        case .destruction: "destroy"
        case .rollback(let goal): "rollback \(goal)"
        }
    }

    /// Whether it is about what manifests ask for.
    var isOfManifests: Bool {
        switch self {
        case .apply, .rollback: true
        case .destruction: false
        }
    }
}

extension ApplyLock {
    /// The lock that every run of this user on this host takes.
    static var ofThisUser: Self {
        Self(environment: ProcessInfo.processInfo.environment, userID: getuid())
    }
}
