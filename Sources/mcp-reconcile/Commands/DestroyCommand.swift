import ArgumentParser
import Spec

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Remove every container that the manifests' owner has on the engine.",
        discussion: """
            With --profile NAME only that profile's containers. Named volumes stay: they hold data. Containers of \
            others are never touched.

            Examples:
              mcp-reconcile destroy --yes
              mcp-reconcile destroy --profile dev --yes
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var consent: ConsentOptions

    func run() async throws {
        log.bootstrap()
        let nothing = try await source.load().withoutServers
        try await Application(engine: engine, output: output, consent: consent).carryOut(nothing)
    }
}

extension DesiredState {
    /// The same owner and profiles, asking for no server.
    fileprivate var withoutServers: Self {
        var state = self
        for index in state.profiles.indices { state.profiles[index].servers = [] }
        return state
    }
}
