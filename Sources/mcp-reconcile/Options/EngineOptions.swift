import ArgumentParser
import ContainerEngine
import FoundationEssentials

/// Which container engine is meant.
struct EngineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The engine's address, unix:///path or tcp://host:port.",
            discussion: "Without it: DOCKER_HOST, the current Docker context, or unix:///var/run/docker.sock.",
            valueName: "address"
        )
    )
    var engine: String?

    /// Lends a client of the engine to `body`.
    func withClient<Output: Sendable>(_ body: (EngineClient) async throws -> Output) async throws -> Output {
        try await withEngineClient(endpoint(), body)
    }

    /// The engine's address.
    func endpoint() throws(EngineError) -> EngineEndpoint {
        var environment = ProcessInfo.processInfo.environment
        if let engine { environment["DOCKER_HOST"] = engine }
        return try EngineEndpoint.discover(environment: environment, homeDirectory: environment["HOME"] ?? "/")
    }
}
