import ModelContextProtocol
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// Clients without handshakes (specification 2026-07-28) in front of a server with one.
@Suite(.timeLimit(.minutes(1))) struct StatelessClientTests {
    private static let prefix = "io.modelcontextprotocol/"
    private static let client =
        #""\#(prefix)protocolVersion":"2026-07-28","\#(prefix)clientCapabilities":{"elicitation":{"url":{}}}"#

    /// It asks by an error, and its client comes again with answers that it has no use for.
    @Test(arguments: [
        #"{"inputResponses":{"page1":{"action":"accept"}},"name":"echo","arguments":{"n":1},"_meta":{\#(client)}}"#,
        #"{"_meta":{\#(client)},"name":"echo","arguments":{"n":1},"inputResponses":{"page1":{"action":"accept"}}}"#,
        #"{ "name":"echo", "inputResponses": {}, "_meta":{\#(client)},"arguments":{"n":1} }"#,
    ])
    func theServerGetsNoAnswersToWhatItHasNotAsked(_ params: String) async throws {
        let called = Mutex<[JSONValue]>([])
        let server = ScriptedMCPServer(onMessage: { message in
            if message["method"].text == "tools/call" { called.withLock { $0.append(message["params"]) } }
        })
        try await ServedGateway.lend(server) { served in
            let answer = try await Self.answer(to: "tools/call", params, from: served)
            #expect(answer.contains(#"{\"n\":1}"#), "\(answer)")
            let seen = try #require(called.withLock { $0.first })
            #expect(seen["inputResponses"] == .null && seen["arguments"]["n"] == 1 && seen["name"].text == "echo")
        }
    }

    @Test(arguments: [
        #"{"_meta":{\#(client),"\#(prefix)logLevel":"loud"}}"#, #"{"_meta":{\#(client),"\#(prefix)logLevel":3}}"#,
        #"{"_meta":{\#(client),"\#(prefix)clientInfo":{"name":"x"}}}"#, "[]", "7",
    ])
    func whatDescribesItselfWronglyIsRefused(_ params: String) async throws {
        try await ServedGateway.lend { served in
            let answer = try await Self.answer(to: "tools/list", params, from: served)
            #expect(answer.contains("-32602") && !answer.contains("result"), "\(answer)")
        }
    }

    private static func answer(to method: String, _ params: String, from served: ServedGateway) async throws -> String {
        let session = served.gateway.openSession(transport: .local)
        defer { session.close() }
        let request = Message.request(method, id: 7, params: params)
        return String(buffer: try #require(await session.receive(request, related: { _ in })))
    }
}
