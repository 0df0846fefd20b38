import TestSupport
import Testing

@testable import GatewayRuntime

/// What clients get is well-formed, whatever servers answer.
@Suite(.timeLimit(.minutes(1))) struct AnswerFormTests {
    @Test(arguments: [JSONValue.null, 5, "x", [], [["type": "text"]]])
    func aResultThatIsNoObjectIsNoAnswer(_ result: JSONValue) async throws {
        let server = ScriptedMCPServer(tools: [.init(name: "echo") { _ in result }])
        try await ServedGateway.lend(server) { served in
            let answer = try await served.echo(1)
            #expect(answer.contains(#""isError":true"#) && answer.contains("no response of JSON-RPC"), "\(answer)")
        }
    }
}
