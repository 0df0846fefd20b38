import FoundationEssentials
import SystemPackage
import Testing

/// How a client reaches the gateway.
enum Transport: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// The client starts the gateway itself.
    case stdio
    /// The client connects to a gateway that runs.
    case streaming
    /// The client connects to a gateway that runs, with the transport of the oldest revision.
    case sse

    var testDescription: String { rawValue }
}

/// The official Python SDK as client: `client.py` plays a scenario and reports it as lines of JSON.
struct PythonClient: Sendable {
    private enum Target: Sendable {
        case url(Gateway)
        case command([String])
    }

    private let target: Target
    private let workbench: Workbench

    private init(target: Target, workbench: Workbench) {
        self.target = target
        self.workbench = workbench
    }

    /// A client of a gateway that runs already.
    init(of gateway: Gateway, for workbench: Workbench) {
        self.init(target: .url(gateway), workbench: workbench)
    }

    /// Lends a client of the profile `dev` over the transport.
    static func lend(
        to workbench: Workbench,
        over transport: Transport,
        source: [String] = ["--path", "."],
        _ body: @Sendable (PythonClient) async throws -> Void
    ) async throws {
        switch transport {
        case .stdio:
            let arguments = ["gateway", "run"] + source + ["--profile", "dev", "--transport", "stdio"]
            let command = [Installation.program.string] + arguments
            try await body(PythonClient(target: .command(command), workbench: workbench))
        case .streaming:
            try await workbench.withGateway(source: source) { gateway in
                try await body(PythonClient(of: gateway, for: workbench))
            }
        case .sse:
            try await workbench.withGateway(source: source, transport: "sse") { gateway in
                var gateway = gateway
                gateway.url = gateway.url.replacing("/mcp", with: "/sse")
                try await body(PythonClient(of: gateway, for: workbench))
            }
        }
    }

    /// Plays a scenario to its end.
    func play(_ scenario: String...) async throws -> [ClientReport] { try await play(scenario) }

    func play(_ scenario: [String]) async throws -> [ClientReport] {
        let result = try await command(scenario).run()
        guard result.status == 0 else { throw UnexpectedResult(of: "client.py \(scenario)", result) }
        return try result.output.split(separator: "\n").map { try ClientReport(line: String($0)) }
    }

    /// Plays a scenario beside the body, which hears each report as it comes.
    func play(
        _ scenario: String...,
        hearing body: @Sendable (_ nextReport: @Sendable () async throws -> ClientReport) async throws -> Void
    ) async throws {
        try await Companion.running(command(scenario)) { companion in
            try await body { try ClientReport(line: try await companion.line { $0.hasPrefix("{\"report\"") }) }
        }
    }

    private func command(_ scenario: [String]) -> Command {
        var command = Command(
            executable: Installation.python,
            arguments: [Installation.pythonScript("client.py")] + scenario,
            workingDirectory: workbench.directory
        )
        switch target {
        case .url(let gateway):
            command.environment = ["MCP_URL": gateway.url, "MCP_TOKEN": gateway.token]
        case .command(let words):
            command.environment = ["MCP_COMMAND": words.joined(separator: "\n")]
                .merging(workbench.userDirectories) { own, _ in own }
        }
        return command
    }
}

/// One line of `client.py`: which fields are set depends on what is reported.
struct ClientReport: Decodable, Sendable {
    let report: String
    let tools: [String]?
    let text: String?
    let structured: String?
    let isError: Bool?
    let error: String?
    let progress: [Double]?
    let protocolVersion: String?
    let wasNotified: Bool?
    let count: Int?

    init(line: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(line.utf8))
    }
}
