import ContainerEngine
import GatewayRuntime
import NIOHTTP1
import Testing

/// The transport before real conversations, of a gateway that has no server.
@Suite struct GatewayOverHTTPTests {
    private static func lend(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        let endpoint = EngineEndpoint.unixSocket(path: "/nonexistent/engine.sock")
        try await withEngineClient(endpoint) { engine in
            let gateway = Gateway(engine: engine, version: "1")
            gateway.settle()
            try await TestServer.lend(opening: { gateway.openSession(transport: .http) }, body)
            gateway.disconnect()
        }
    }

    @Test func aHandshakeIsAnsweredAndToolsAreListed() async throws {
        try await Self.lend { server in
            let id = try await server.initialize()
            #expect(id.utf8.count >= 22, "an id of 128 bits takes 22 characters")
            let list = #"{"jsonrpc":"2.0","id":"a","method":"tools/list"}"#
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], list)
            #expect(response.body == #"{"jsonrpc":"2.0","id":"a","result":{"tools":[]}}"#)
        }
    }

    @Test(arguments: ["nonsense", "[]", "{", ""])
    func whatASessionCannotReadIsABadRequest(body: String) async throws {
        try await Self.lend { server in
            let id = try await server.initialize()
            try await server.expect(400, .POST, "/mcp", ["Mcp-Session-Id": id], body)
            let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
            try await server.expect(200, .POST, "/mcp", ["Mcp-Session-Id": id], ping)
        }
    }

    @Test func anUnknownMethodAndAnUnknownToolAreErrorsOfJSONRPC() async throws {
        try await Self.lend { server in
            let id = try await server.initialize()
            for (body, code) in [(#"{"jsonrpc":"2.0","id":1,"method":"x/y"}"#, "-32601"), (TestServer.call, "-32602")] {
                let response = try await server.expect(200, .POST, "/mcp", ["Mcp-Session-Id": id], body)
                #expect(response.body.contains(code) && response.body.contains(#""id":1"#))
            }
        }
    }

    @Test func aHandshakeWithoutARevisionBeginsNoSession() async throws {
        try await Self.lend { server in
            let body = #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#
            let response = try await server.expect(200, .POST, "/mcp", [:], body)
            #expect(response.header("Mcp-Session-Id") == nil && response.body.contains("-32602"))
        }
    }
}
