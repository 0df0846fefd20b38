import FoundationEssentials
import SystemPackage

extension Workbench {
    /// The gateway on stdio for the profile `dev`, one word a line, as the scripts read it.
    static let gatewayCommand = [
        Installation.program.string, "gateway", "run", "--path", ".", "--profile", "dev",
    ].joined(separator: "\n")

    /// Lets a script play as a client of the profile `dev`, and reads what it says came of it.
    func play<Played: Decodable & Sendable>(
        _ script: String,
        _ arguments: [String] = [],
        _ python: FilePath = Installation.python,
        over transport: Transport,
        environment: [String: String] = [:]
    ) async throws -> Played {
        let result =
            switch transport {
            case .stdio:
                try await run(
                    script,
                    arguments,
                    python,
                    environment.merging(["MCP_COMMAND": Self.gatewayCommand]) { $1 }
                )
            case .streaming, .sse:
                try await withGateway(environment: environment, transport: transport.rawValue) { gateway in
                    _ = try await gateway.companion.line { $0.contains("reconciled") }
                    let url = transport == .sse ? gateway.url.replacing("/mcp", with: "/sse") : gateway.url
                    return try await run(script, arguments, python, ["MCP_URL": url, "MCP_TOKEN": gateway.token])
                }
                .output
            }
        return try JSONDecoder().decode(Played.self, from: Data(result.output.utf8))
    }

    /// Runs a script beside these tests, which must succeed.
    func run(
        _ script: String,
        _ arguments: [String],
        _ python: FilePath,
        _ environment: [String: String]
    ) async throws -> CommandResult {
        let result = try await Command(
            executable: python,
            arguments: [Installation.pythonScript(script)] + arguments,
            environment: userDirectories.merging(environment) { _, given in given },
            workingDirectory: directory
        ).run()
        guard result.status == 0 else { throw UnexpectedResult(of: script, result) }
        return result
    }
}
