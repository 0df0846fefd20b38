import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// Gateways of one profile with the values of different environments, before an engine in memory.
@Suite(.timeLimit(.minutes(5)))
struct GatewayMeetingTests {
    private struct Status: Decodable {
        let gateways: [String]
    }

    @Test func aGatewayOfAnotherEnvironmentIsNeitherAskedNorServedBeside() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let environment = "apiVersion: mcp-reconcile.dev/v1\nkind: Environment\n"
            let values = "profiles: { dev: { servers: { one: { env: { LEVEL: x } } } } }\n"
            try bench.write(environment + values, to: "envs/prod.yaml")
            try await Companion.running(gateway(bench, ["--env", "prod"])) { companion in
                _ = try await companion.line(containing: "reconciled")
                #expect(try await gateways(bench, ["--env", "prod"]) == ["dev"])
                #expect(try await gateways(bench, []) == [])
                let second = try await gateway(bench, []).run()
                #expect(second.status == 6 && second.error.contains("serves this profile already"), "\(second)")
            }
        }
    }

    /// A gateway takes 256 clients beside its own.
    @Test func aGatewayThatTakesNoMoreClientsIsGivenUpOn() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            try await Companion.running(gateway(bench, [])) { companion in
                _ = try await companion.line(containing: "reconciled")
                let socket = try #require(try Self.socket(below: bench.directory))
                let late = gateway(bench, [], transport: ["stdio"])
                let script = Installation.pythonScript("crowd.py")
                var crowd = Command(executable: Installation.python, arguments: [script, socket])
                crowd.environment = late.environment
                crowd.environment["MCP_COMMAND"] = ([late.executable.string] + late.arguments).joined(separator: "\n")
                crowd.workingDirectory = late.workingDirectory
                let result = try await crowd.run()
                #expect(result.status == 6 && result.output.contains("takes no more clients"), "\(result)")
            }
        }
    }

    private static func socket(below directory: FilePath) throws -> String? {
        let entries = try FileManager.default.subpathsOfDirectory(atPath: directory.string)
        return entries.first { $0.hasSuffix(".sock") }.map { "\(directory)/\($0)" }
    }

    private func gateways(_ bench: PlanBench, _ arguments: [String]) async throws -> [String] {
        let result = try await bench.program(["status", "--format", "json"] + arguments)
        return try JSONDecoder().decode(Status.self, from: Data(result.output.utf8)).gateways
    }

    private func gateway(
        _ bench: PlanBench,
        _ arguments: [String],
        transport: [String] = ["streaming", "--port", "0"]
    ) -> Command {
        Command(
            executable: Installation.program,
            arguments: ["gateway", "run", "--profile", "dev", "--transport"] + transport + arguments,
            environment: [
                "DOCKER_HOST": "\(bench.engine.endpoint)", "XDG_RUNTIME_DIR": bench.directory.string,
                "XDG_CACHE_HOME": "\(bench.directory)/cache", "XDG_STATE_HOME": "\(bench.directory)/state",
                "MCP_GATEWAY_AUTH_TOKEN": "a-token-of-a-test-0123456789",
            ],
            workingDirectory: bench.directory
        )
    }
}
