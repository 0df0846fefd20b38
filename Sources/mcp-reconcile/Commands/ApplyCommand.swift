import Applier
import ArgumentParser
import GatewayRuntime
import Planner
import Spec

struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Make the engine match the manifests.",
        discussion: """
            Shows the plan, asks unless --yes is given, and carries it out. A new container must complete its MCP \
            handshake before the old one is stopped; one that does not is removed, and the old one stays. Running it \
            again, also after an interruption, finishes what is left and changes nothing else.

            Examples:
              mcp-reconcile apply --yes
              mcp-reconcile apply --repo . --ref main --profile dev --yes --format json
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var consent: ConsentOptions

    func run() async throws {
        log.bootstrap()
        try await Application(engine: engine, output: output, consent: consent).carryOut(try await source.load())
    }
}
