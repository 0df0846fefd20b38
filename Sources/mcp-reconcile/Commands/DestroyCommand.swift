import Applier
import ArgumentParser
import GatewayRuntime
import Spec

struct DestroyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "destroy",
        abstract: "Remove every container that the manifests' owner has on the engine.",
        discussion: """
            With --profile NAME only that profile's containers. Named volumes stay: they hold data. Containers of \
            others are never touched. What 'gateway run --keep' has kept goes, too.

            Examples:
              mcp-reconcile destroy --yes
              mcp-reconcile destroy --profile dev --yes
            """
    )

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: ApplyOutputOptions
    @OptionGroup var log: LogOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var pace: PaceOptions

    func run() async throws {
        log.bootstrap()
        var nothing = try await source.manifests()
        nothing.desired = nothing.desired.withoutServers
        try await Application(engine: engine, output: output, consent: consent, pace: pace, purpose: .destruction)
            .carryOut(nothing)
        try await removeKept(of: nothing.desired)
    }

    /// Removes what gateways have kept of single sessions and calls, and what killed ones have left.
    private func removeKept(of state: DesiredState) async throws {
        let isWhole = try source.selection() == .all && source.profileFile == nil
        let profiles = isWhole ? [nil] : state.profiles.map { Optional($0.name) }
        let count = try await engine.withClient { client in
            var count = 0
            for profile in profiles {
                let directory = ApplyLock.ofThisUser.directory
                count += try await EphemeralContainers.removeLeft(of: state.owner, profile, in: directory, client)
            }
            return count
        }
        guard count > 0 else { return }
        Console.error.line("mcp-reconcile: removed \(count) kept \(count == 1 ? "container" : "containers")")
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
