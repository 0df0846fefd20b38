import ArgumentParser
import Planner

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Compare the manifests with the engine and the gateways, one line a server.",
        discussion: """
            Tells five kinds of drift apart: 'source' (the manifests ask for something else than was applied), 'config' \
            (somebody changed the container), 'image' (the image's name stands for another content), 'tools' (the server \
            lists something else than was locked) and 'route' (the gateway serves something else than the manifests say). \
            The last two are asked of a gateway that runs on this host; without one they are unknown. JSON has the conditions \
            of all servers together, too: docs/status.md.

            Exits with 2 if a server is not as the manifests ask and --detailed-exitcode is given, and with 9 if nobody \
            vouches for the commit who may: by --trust, or by 'trust' in the commit that was applied last.

            Examples:
              mcp-reconcile status
              mcp-reconcile status --repo . --ref main --format json
              mcp-reconcile status --detailed-exitcode || echo "look at it"
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
        let status = try await StatusReading(source: source, engine: engine).read(try await source.load())
        switch output.format {
        case .text: Console.output.write(status.text)
        case .json: Console.output.line(status.json)
        }
        let source = status.condition(.sourceVerified)
        if source.verdict == .no { throw CommandFailure(status: .notTrusted, message: source.message) }
        if hasDetailedExitCode, !status.isInSync { throw ExitStatus.changesPresent.code }
    }
}
