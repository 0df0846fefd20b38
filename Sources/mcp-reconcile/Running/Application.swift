import Applier
import ArgumentParser
import ContainerEngine
import FoundationEssentials
import GatewayRuntime
import Glibc
import Planner
import Spec

/// What `apply` and `destroy` do with a desired state: show, ask, carry out, report.
struct Application {
    let engine: EngineOptions
    let output: ApplyOutputOptions
    let consent: ConsentOptions
    let pace: PaceOptions
    /// Whether the command itself is the consent to remove whatever there is.
    var isDestruction = false

    /// Plans, and carries out what somebody agrees to.
    func carryOut(_ manifests: Manifests, scope: PlanScope = .everything) async throws {
        var scope = scope
        scope.isDestruction = isDestruction
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
            let (report, interrupted) = try await engine.withClient { client in
                let approval = try await approve(manifests, scope, client, teller, agree)
                return try await withInterruption { interruption in
                    try await reconciler(for: client, teller).reconcile(
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
    ) async throws -> Approval? {
        var plan = try await reconciler(for: client, teller).plan(manifests.desired, scope: scope)
        let engineID = try await client.info().id
        plan.source = manifests.source
        plan.target = .engine(address: "\(try engine.endpoint())", id: engineID)
        if !isDestruction { try await manifests.gate?.judge(&plan) }
        teller.tell(plan)
        if let refusal = PlanRefusal(plan) { throw refusal }
        if isDestruction { try consent.checkDestruction(plan) } else { try consent.check(plan) }
        return try agree(plan, engineID)
    }

    private func reconciler(for client: EngineClient, _ teller: ApplyOutput) -> Reconciler {
        Reconciler(
            engine: client,
            rollout: HandshakeGate(engine: client, version: ProgramVersion.current.text),
            lock: .ofThisUser,
            limits: pace.limits,
            events: { teller.tell($0) }
        )
    }
}

extension ApplyLock {
    /// The lock that every run of this user on this host takes.
    static var ofThisUser: Self {
        Self(environment: ProcessInfo.processInfo.environment, userID: getuid())
    }
}
