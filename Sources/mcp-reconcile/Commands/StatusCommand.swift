import Applier
import ArgumentParser
import Planner
import Spec

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Compare the manifests with the engine, one line a server.",
        discussion: """
            Exits with 2 if a server is not as the manifests ask and --detailed-exitcode is given.

            Examples:
              mcp-reconcile status
              mcp-reconcile status --repo . --ref main --format json
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions

    @Flag(name: .customLong("detailed-exitcode"), help: "Exit with 2 unless every server is in sync.")
    var hasDetailedExitCode = false

    func run() async throws {
        log.bootstrap()
        let desired = try await source.load()
        let (plan, observed) = try await engine.withClient { client in
            let observed = try await EngineObserver(engine: client).observe(desired)
            return (Plan(from: observed, to: desired), observed)
        }
        let report = StatusReport(
            plan: plan,
            observed: observed,
            suspension: SuspensionFile.ofThisUser(desired.owner).current(at: UTCTime.seconds)
        )
        switch output.format {
        case .text: Console.output.write(report.text)
        case .json: Console.output.line(JSONText.encode(report.document))
        }
        if hasDetailedExitCode, !report.isInSync { throw ExitStatus.changesPresent.code }
    }
}
