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
    let output: OutputOptions
    let consent: ConsentOptions

    func carryOut(_ desired: DesiredState) async throws {
        let (report, interrupted) = try await engine.withClient { client in
            let reconciler = reconciler(for: client)
            let plan = try await reconciler.plan(desired)
            if output.format == .text { output.print(plan) }
            if let refusal = PlanRefusal(plan) { throw refusal }
            let wasRead = try !plan.isNoOp && consent.obtain()
            return try await withInterruption { interruption in
                try await reconciler.reconcile(
                    desired,
                    agreed: wasRead ? plan.digest : nil,
                    interruption: interruption
                )
            }
        }
        output.print(report)
        if let interrupted, !report.isConverged { throw interrupted }
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    private func reconciler(for client: EngineClient) -> Reconciler {
        let progress = ProgressPrinter(isColored: output.usesColor(on: .error))
        return Reconciler(
            engine: client,
            rollout: HandshakeGate(engine: client, version: ProgramVersion.current.text),
            lock: .ofThisUser,
            events: { progress.print($0) }
        )
    }
}

extension ApplyLock {
    /// The lock that every run of this user on this host takes.
    static var ofThisUser: Self {
        Self(environment: ProcessInfo.processInfo.environment, userID: getuid())
    }
}
