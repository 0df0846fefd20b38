import FoundationEssentials

/// A gateway that serves over streamable HTTP beside a test.
struct Gateway: Sendable {
    var url: String
    let token: String
    let companion: Companion

    /// What a client needs to be let in.
    var environment: [String: String] { ["MCP_GATEWAY_AUTH_TOKEN": token] }
}

extension Workbench {
    /// Serves the profile `dev` from this directory, or from its branch `main`, as long as the body runs.
    @discardableResult
    func withGateway<Output: Sendable>(
        source: [String] = ["--path", "."],
        environment: [String: String] = [:],
        transport: String = "streaming",
        _ body: @Sendable (Gateway) async throws -> Output
    ) async throws -> (output: Output, status: ExitStatus) {
        let token = UUID().uuidString
        let arguments = ["gateway", "run"] + source + ["--profile", "dev", "--transport", transport, "--port", "0"]
        let variables = environment.merging(["MCP_GATEWAY_AUTH_TOKEN": token]) { _, new in new }
        return try await Companion.running(command(arguments, environment: variables)) { companion in
            let announcement = try await companion.line { $0.contains("http://127.0.0.1:") && $0.contains("/mcp") }
            guard let match = announcement.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/mcp/) else {
                throw CompanionEnded(seen: [announcement])
            }
            return try await body(Gateway(url: String(match.output), token: token, companion: companion))
        }
    }
}

extension [String] {
    /// The manifests of this directory's branch `main`, read from the object database.
    static let mainBranch = ["--repo", ".", "--ref", "main"]
}
