import GatewayRuntime
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Testing

/// The table of the transport's answers, row by row, over real sockets.
@Suite struct StreamableHTTPTests {
    @Test func initializeBeginsASessionWithAVisibleID() async throws {
        try await TestServer.lend { server in
            let response = try await server.send(.POST, "/mcp", [:], TestServer.handshake)
            #expect(response.status == 200)
            #expect(response.header("Content-Type") == "application/json")
            #expect(response.header("Content-Length") == String(response.body.utf8.count))
            let id = try #require(response.header("Mcp-Session-Id"))
            #expect(!id.isEmpty && id.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        }
    }

    @Test func aRequestIsAnsweredWithPlainJSON() async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            #expect(response.status == 200)
            #expect(response.header("Content-Type") == "application/json")
            #expect(response.header("Mcp-Session-Id") == nil)
            #expect(response.body == #"{"jsonrpc":"2.0","id":1,"result":\#(TestServer.call)}"#)
        }
    }

    @Test(arguments: [
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","method":"notifications/of-the-future"}"#,
        #"{"jsonrpc":"2.0","id":7,"result":{}}"#,
    ])
    func notificationsAndResponsesAreAccepted(message: String) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], message)
            #expect(response.status == 202)
            #expect(response.body.isEmpty)
            #expect(sessions.all[0].received.last == message)
        }
    }

    @Test(
        arguments: [
            ("text/html", 406), ("application/json", 406), ("text/event-stream", 406), ("*/*", 200),
            ("text/event-stream, application/json;q=0.1", 200),
        ] as [(String, UInt)]
    )
    func aPostMustAcceptBothFormsOfAnAnswer(accept: String, status: UInt) async throws {
        try await TestServer.lend { server in
            let response = try await server.send(.POST, "/mcp", ["Accept": accept], TestServer.handshake)
            #expect(response.status == status)
        }
    }

    @Test(arguments: ["text/plain", "application/x-www-form-urlencoded", nil] as [String?])
    func aPostMustBeJSON(contentType: String?) async throws {
        try await TestServer.lend { server in
            let response = try await server.send(.POST, "/mcp", ["Content-Type": contentType], TestServer.handshake)
            #expect(response.status == 415)
            #expect(response.body.contains(#""code":-32600"#))
        }
    }

    @Test(arguments: [
        ("{", -32700), ("", -32700), ("nonsense", -32700), ("[]", -32600), (" \n[{}]", -32600), ("{}", -32600),
        (#"{"id":1,"method":"initialize"}"#, -32600),
    ])
    func aBodyThatIsNoMessageIsRefused(body: String, code: Int) async throws {
        try await TestServer.lend { server in
            let response = try await server.send(.POST, "/mcp", [:], body)
            #expect(response.status == 400)
            #expect(response.body.contains("\(code)") && !response.body.contains(#""id""#))
        }
    }

    @Test func aBodyThatASessionCannotReadIsRefused() async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], "nonsense")
            #expect(response.status == 400)
            #expect(response.body.contains("-32700"))
        }
    }

    @Test func anErrorOfAReadableRequestIsNoErrorOfHTTP() async throws {
        let sessions = ScriptedSessions { _, _, reply in
            reply(Message.error(.methodNotFound, "no such method", id: ByteBuffer(string: "1")))
        }
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            #expect(response.status == 200)
            #expect(response.body.contains("-32601"))
        }
    }

    @Test func aRequestWithoutASessionIsRefusedAndReachesNobody() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            for body in [TestServer.call, #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, #"{"method":"initialize"}"#] {
                try await server.expect(400, .POST, "/mcp", [:], body)
            }
            try await server.expect(400, .GET)
            try await server.expect(400, .DELETE)
            #expect(sessions.all.isEmpty)
        }
    }

    @Test(arguments: [HTTPMethod.POST, .GET, .DELETE])
    func anUnknownSessionIsNotFound(method: HTTPMethod) async throws {
        try await TestServer.lend { server in
            _ = try await server.initialize()
            let body = method == .POST ? TestServer.call : nil
            for id in ["unknown", "session-00", ""] {
                try await server.expect(404, method, "/mcp", ["Mcp-Session-Id": id], body)
            }
        }
    }

    @Test func aDeletedSessionIsGone() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            let deleted = try await server.send(.DELETE, "/mcp", ["Mcp-Session-Id": id])
            #expect(deleted.status == 204 && deleted.body.isEmpty)
            #expect(sessions.all[0].isClosed)
            try await server.expect(404, .POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            try await server.expect(404, .DELETE, "/mcp", ["Mcp-Session-Id": id])
        }
    }

    @Test(arguments: [HTTPMethod.PUT, .PATCH, .OPTIONS, .HEAD, .TRACE])
    func otherMethodsAreNotAllowed(method: HTTPMethod) async throws {
        try await TestServer.lend { server in
            let response = try await server.send(method)
            #expect(response.status == 405)
            #expect(response.header("Allow") == "GET, POST, DELETE")
            #expect(response.body.isEmpty == (method == .HEAD))
        }
    }

    @Test(arguments: [
        (HTTPMethod.POST, "/sse", "GET"), (.DELETE, "/sse", "GET"), (.GET, "/messages", "POST"),
        (.PUT, "/messages", "POST"),
    ])
    func theOldestTransportTakesOneMethodAPath(_ method: HTTPMethod, _ path: String, _ allowed: String) async throws {
        try await TestServer.lend(servesEventStreams: true) { server in
            let response = try await server.send(method, path, [:], TestServer.handshake)
            #expect(response.status == 405 && response.header("Allow") == allowed)
        }
    }

    @Test(arguments: ["/", "/mcp2", "/mcp/", "/sse", "/health/x"])
    func otherPathsAreNotFound(path: String) async throws {
        try await TestServer.lend { server in
            try await server.expect(404, .POST, path, [:], TestServer.handshake)
        }
    }

    @Test(
        arguments: [
            ("2025-11-25", 200), ("2025-06-18", 200), ("2024-11-05", 200), (nil, 200), ("1999-01-01", 400), ("", 400),
            ("2026-07-28", 400),
        ] as [(String?, UInt)]
    )
    func theRevisionOfTheHeaderMustBeKnown(version: String?, status: UInt) async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            let changes = ["Mcp-Session-Id": id, "MCP-Protocol-Version": version]
            try await server.expect(status, .POST, "/mcp", changes, TestServer.call)
            try await server.expect(status == 200 ? 204 : 400, .DELETE, "/mcp", changes)
        }
    }

    @Test func aBodyOverTheLimitIsRefusedAndTheConnectionGoesOn() async throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 10_000
        try await TestServer.lend(limits: limits) { server in
            let id = try await server.initialize()
            let headers = server.headers(["Mcp-Session-Id": id])
            let large =
                #"{"jsonrpc":"2.0","id":1,"method":"x","params":""# + String(repeating: "x", count: 200_000) + #""}"#
            try await HTTPConnection.lend(port: server.port) { connection in
                for _ in 0..<2 {
                    let status413 = try await connection.send(.POST, "/mcp", headers, large).status
                    #expect(status413 == 413)
                    let status200 = try await connection.send(.POST, "/mcp", headers, TestServer.call).status
                    #expect(status200 == 200)
                }
            }
        }
    }

    @Test func aBodyOverTheLimitIsRefusedWithoutAnAnnouncedLength() async throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 10_000
        try await TestServer.lend(limits: limits) { server in
            let headers = server.headers() + [("Transfer-Encoding", "chunked")]
            let status = try await HTTPConnection.lend(port: server.port) { connection in
                try await connection.sendChunked(
                    headers,
                    chunks: Array(repeating: String(repeating: "x", count: 6000), count: 20)
                )
            }
            #expect(status == 413)
            _ = try await server.initialize()
        }
    }

    @Test func aLargeBodyArrivesWhole() async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            let large =
                #"{"jsonrpc":"2.0","id":1,"method":"x","params":""# + String(repeating: "x", count: 3 << 20) + #""}"#
            let response = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": id], large)
            #expect(response.status == 200)
            #expect(response.body == #"{"jsonrpc":"2.0","id":1,"result":\#(large)}"#)
        }
    }

    @Test func twoSessionsAreApart() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let (one, two) = (try await server.initialize(), try await server.initialize())
            #expect(one != two)
            _ = try await server.send(.POST, "/mcp", ["Mcp-Session-Id": two], TestServer.call)
            #expect(sessions.all.map(\.received.count) == [1, 2])
            _ = try await server.send(.DELETE, "/mcp", ["Mcp-Session-Id": one])
            #expect(sessions.all.map(\.isClosed) == [true, false])
        }
    }

    @Test func aHandshakeThatFailsLeavesNoSession() async throws {
        let sessions = ScriptedSessions { _, _, reply in
            reply(Message.error(.invalidParams, "no version", id: ByteBuffer(string: "0")))
        }
        try await TestServer.lend(sessions: sessions) { server in
            let body = #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#
            let response = try await server.send(.POST, "/mcp", [:], body)
            #expect(response.status == 200 && response.body.contains("-32602"))
            #expect(response.header("Mcp-Session-Id") == nil)
            #expect(sessions.all[0].isClosed)
            try await server.expect(404, .POST, "/mcp", ["Mcp-Session-Id": "session-0"], TestServer.call)
        }
    }

    @Test func tooManySessionsAreRefusedUntilOneEnds() async throws {
        var limits = HTTPServerLimits()
        limits.sessions = 2
        try await TestServer.lend(limits: limits) { server in
            let first = try await server.initialize()
            _ = try await server.initialize()
            let refused = try await server.send(.POST, "/mcp", [:], TestServer.handshake)
            #expect(refused.status == 503)
            #expect(refused.header("Retry-After") != nil)
            _ = try await server.send(.DELETE, "/mcp", ["Mcp-Session-Id": first])
            _ = try await server.initialize()
        }
    }

    @Test func anUnusedSessionExpiresAndMakesRoom() async throws {
        let clock = SteppedClock()
        let sessions = ScriptedSessions()
        var limits = HTTPServerLimits()
        limits.sessions = 1
        try await TestServer.lend(sessions: sessions, limits: limits, clock: clock) { [limits] server in
            let id = try await server.initialize()
            clock.advance(by: limits.sessionIdle - .seconds(1))
            try await server.expect(200, .POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            clock.advance(by: limits.sessionIdle)
            try await server.expect(404, .POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            _ = try await server.initialize()
            #expect(sessions.all.map(\.isClosed) == [true, false])
        }
    }
}
