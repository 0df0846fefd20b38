import Applier
import ArgumentParser
import GatewayRuntime
import Planner
import Spec

struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what 'apply' would change; changes nothing.",
        discussion: """
            Compares the manifests with the engine: servers to create, replace, start and remove, with reasons and old \
            and new values, and the tools that clients will see.

            Examples:
              mcp-reconcile plan
              mcp-reconcile plan --repo . --ref main --detailed-exitcode
              mcp-reconcile plan --profile ./profiles/dev.yaml --format json
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 when there are changes.")
    var hasDetailedExitCode = false

    func run() async throws {
        log.bootstrap()
        let desired = try await source.load()
        let plan = try await engine.withClient { client in
            let gate = HandshakeGate(engine: client, version: ProgramVersion.current.text)
            return try await Reconciler(engine: client, rollout: gate, lock: nil).plan(desired)
        }
        output.print(plan)
        if let refusal = PlanRefusal(plan) { throw refusal }
        if hasDetailedExitCode, !plan.isNoOp { throw ExitStatus.changesPresent.code }
    }
}
