import Applier
import ArgumentParser
import FoundationEssentials
import GatewayRuntime
import ModelContextProtocol
import Spec

/// Where the `tools` commands find tools.
struct ToolSourceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The endpoint of a running gateway, such as http://127.0.0.1:8811/mcp.",
            discussion:
                "Its token is taken from MCP_GATEWAY_AUTH_TOKEN. Without --url the applied containers"
                + " and the profile's remote servers are asked.",
            valueName: "url"
        )
    )
    var url: String?

    @OptionGroup var source: SourceOptions
    @OptionGroup var engine: EngineOptions

    /// Lends the source to `body`.
    func withTools<Output: Sendable>(_ body: (any ToolSource) async throws -> Output) async throws -> Output {
        if let url { return try await withServedTools(at: url, body) }
        let desired = try await source.load()
        let profile = try desired.onlyProfile()
        return try await engine.withClient { engine in
            let containers = try EphemeralContainers(
                in: ApplyLock.ofThisUser.directory,
                for: EphemeralContainers.Purpose(owner: desired.owner, profile: profile.name)
            )
            let gateway = Gateway(engine: engine, version: ProgramVersion.current.text, toolContainers: containers)
            do {
                let output = try await withTools(of: gateway, profile, desired.owner, body)
                await containers.endAll(engine)
                return output
            } catch {
                await containers.endAll(engine)
                throw error
            }
        }
    }

    private func withTools<Output: Sendable>(
        of gateway: Gateway,
        _ profile: Profile,
        _ owner: OwnerID,
        _ body: (any ToolSource) async throws -> Output
    ) async throws -> Output {
        defer { gateway.disconnect() }
        await gateway.follow(profile, of: owner, unwilling: .leave)
        await gateway.connectToRemotes()
        gateway.settle()
        let client = LocalClient(gateway: gateway)
        try await client.open()
        return try await body(AppliedTools(client: client))
    }

    private func withServedTools<Output: Sendable>(
        at url: String,
        _ body: (any ToolSource) async throws -> Output
    ) async throws -> Output {
        guard let address = GatewayURL(url) else {
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(UntrustedText.escaping(url))' is no http URL: write http://127.0.0.1:8811/mcp"
            )
        }
        let token = try BearerToken.ofEnvironment()
        return try await withGatewayClient(at: address, token: token, version: ProgramVersion.current.text) { client in
            try await body(ServedTools(client: client))
        }
    }
}
