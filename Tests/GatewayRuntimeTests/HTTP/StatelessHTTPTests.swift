import GatewayRuntime
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Testing

/// Requests of the revision without handshakes, over real sockets (specification 2026-07-28, basic/transports).
struct StatelessHTTPTests {
    private static let meta =
        #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
        + #""io.modelcontextprotocol/clientCapabilities":{}}"#
    private static let call =
        #"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{"name":"grüße",\#(meta)}}"#
    private static let headers: [String: String?] = [
        "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "=?base64?Z3LDvMOfZQ==?=",
    ]

    private static func headers(_ changes: [String: String?]) -> [String: String?] {
        headers.merging(changes) { _, new in new }
    }

    @Test func aRequestNeedsNoSessionAndBeginsNone() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let changes = Self.headers(["Mcp-Session-Id": "stray", "Last-Event-ID": "7"])
            let response = try await server.expect(200, .POST, "/mcp", changes, Self.call)
            #expect(response.header("Mcp-Session-Id") == nil)
            #expect(sessions.all.count == 1)
            #expect(sessions.all[0].received == [Self.call])
            #expect(sessions.all[0].isClosed)
        }
    }

    @Test(
        arguments: [
            ["Mcp-Method": nil], ["Mcp-Method": "tools/list"], ["Mcp-Method": "TOOLS/CALL"], ["Mcp-Name": nil],
            ["Mcp-Name": "other"], ["Mcp-Name": "=?base64?####?="], ["MCP-Protocol-Version": nil],
        ] as [[String: String?]]
    )
    func headersThatAreNotWhatTheBodySaysAreRefused(changes: [String: String?]) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let response = try await server.expect(400, .POST, "/mcp", Self.headers(changes), Self.call)
            #expect(response.body.contains(#""id":"a""#))
            #expect(response.body.contains("-32020"))
            #expect(sessions.all.isEmpty)
        }
    }

    /// With the headers of a session, the others need not be looked at; so nothing else may come with them.
    @Test(arguments: ["2025-11-25", nil], [call, call.replacing("protocolVersion", with: #"protoc\u006flVersion"#)])
    func aRequestOfOneEraIsRefusedUnderTheHeadersOfAnother(version: String?, body: String) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            let headers: [String: String?] = ["MCP-Protocol-Version": version, "Mcp-Session-Id": id]
            let response = try await server.expect(400, .POST, "/mcp", headers, body)
            #expect(response.body.contains(#""id":"a""#))
            #expect(response.body.contains("-32020"))
            #expect(sessions.all.count == 1)
            #expect(!sessions.all[0].received.contains(body))
        }
    }

    @Test func argumentsMayNameTheKeyOfARevision() async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            let arguments = #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","path":"a\\b"}"#
            let params = #"{"name":"a","arguments":\#(arguments)}"#
            let call = #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":\#(params)}"#
            try await server.expect(200, .POST, "/mcp", ["Mcp-Session-Id": id], call)
        }
    }

    @Test func optionalWhiteSpaceAroundAHeaderMeansNothing() async throws {
        try await TestServer.lend { server in
            let changes = Self.headers(["Mcp-Method": " tools/call\t"])
            try await server.expect(200, .POST, "/mcp", changes, Self.call)
        }
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, "-32602"),
        (#"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":{}}}"#, "-32602"),
        (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "-32600"),
        (#"[]"#, "-32600"),
        (#"{"#, "-32700"),
    ])
    func whatDoesNotDescribeItselfIsRefused(body: String, code: String) async throws {
        try await TestServer.lend { server in
            let changes: [String: String?] = ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"]
            let response = try await server.expect(400, .POST, "/mcp", changes, body)
            #expect(response.body.contains(code), "\(response.body)")
        }
    }

    @Test func aRevisionThatIsNotServedIsRefusedWithTheOnesThatAre() async throws {
        try await TestServer.lend { server in
            let response = try await server.expect(
                400,
                .POST,
                "/mcp",
                Self.headers(["MCP-Protocol-Version": "2027-01-01"]),
                Self.call
            )
            #expect(response.body.contains("-32022"))
            #expect(response.body.contains(#""supported":["2026-07-28"],"requested":"2027-01-01""#))
        }
    }

    @Test(
        arguments: [
            (JSONRPCErrorCode.methodNotFound, 404), (.unsupportedProtocolVersion, 400), (.invalidParams, 200),
            (.internalError, 200),
        ] as [(JSONRPCErrorCode, UInt)]
    )
    func errorsOfTheProtocolItselfHaveAStatus(code: JSONRPCErrorCode, status: UInt) async throws {
        let sessions = ScriptedSessions { _, _, reply in
            reply(Message.error(code, "no", id: ByteBuffer(string: #""a""#)))
        }
        try await TestServer.lend(sessions: sessions) { server in
            try await server.expect(status, .POST, "/mcp", Self.headers, Self.call)
        }
    }

    @Test func whatPrecedesTheAnswerMakesItAStream() async throws {
        let sessions = ScriptedSessions { _, related, reply in
            related(Message.notification("notifications/progress", params: #"{"progressToken":1,"progress":1}"#))
            reply(Message.result("{}", id: ByteBuffer(string: #""a""#)))
        }
        try await TestServer.lend(sessions: sessions) { server in
            let response = try await server.expect(200, .POST, "/mcp", Self.headers, Self.call)
            #expect(response.header("Content-Type") == "text/event-stream")
            #expect(response.body.split(separator: "event: message").count == 2)
        }
    }

    @Test func aClientWithASessionMayStillBeginOneBesideThem() async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            try await server.expect(200, .POST, "/mcp", Self.headers, Self.call)
            try await server.expect(200, .POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
        }
    }
}
