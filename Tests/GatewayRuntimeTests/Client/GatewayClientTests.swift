import GatewayRuntime
import ModelContextProtocol
import NIOCore
import NIOPosix
import Testing

@Suite struct GatewayClientTests {
    /// Answers a client's request with this text as the result, under the id that the client chose.
    private static func answering(
        _ result: @escaping @Sendable (JSONText) -> String,
        related: String? = nil
    ) -> ScriptedSession.Script {
        { message, send, reply in
            guard let request = try? JSONText(ByteBuffer(string: message)), let id = request["id"] else { return }
            if let related { send(ByteBuffer(string: related)) }
            reply(Message.result(result(request), id: id.bytes))
        }
    }

    private static func withClient<Return: Sendable>(
        of server: TestServer,
        token: String? = TestServer.token,
        limits: GatewayClientLimits = GatewayClientLimits(),
        _ body: (GatewayClient) async throws -> Return
    ) async throws -> Return {
        let url = try #require(GatewayURL("http://127.0.0.1:\(server.port)"))
        return try await withGatewayClient(
            at: url,
            token: token.flatMap { BearerToken($0) },
            version: "1",
            limits: limits,
            body
        )
    }

    private static func failure(_ body: () async throws -> Void) async -> GatewayClientError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? GatewayClientError
        }
    }

    @Test func aSessionIsBegunUsedAndEnded() async throws {
        let sessions = ScriptedSessions(script: Self.answering { _ in #"{"tools":[]}"# })
        try await TestServer.lend(sessions: sessions) { server in
            let tools = try await Self.withClient(of: server) { try await $0.tools() }
            #expect(tools.isEmpty)
            let session = try #require(sessions.all.first)
            #expect(session.received.count == 3)
            #expect(session.received[1].contains("notifications/initialized"))
            #expect(session.isClosed)
        }
    }

    @Test func everyPageOfAListIsRead() async throws {
        let sessions = ScriptedSessions(
            script: Self.answering { request in
                let number = request["params"]?["cursor"]?.string.flatMap { Int($0) } ?? 0
                let tool = #"{"name":"tool-\#(number)","inputSchema":{"type":"object"}}"#
                let next = number < 4 ? #","nextCursor":"\#(number + 1)""# : ""
                return #"{"tools":[\#(tool)]\#(next)}"#
            }
        )
        try await TestServer.lend(sessions: sessions) { server in
            let tools = try await Self.withClient(of: server) { try await $0.tools() }
            #expect(tools.map(\.name) == (0...4).map { "tool-\($0)" })
        }
    }

    @Test func aListWithoutEndIsGivenUp() async throws {
        let sessions = ScriptedSessions(script: Self.answering { _ in #"{"tools":[],"nextCursor":"again"}"# })
        try await TestServer.lend(sessions: sessions) { server in
            var limits = GatewayClientLimits()
            limits.pages = 3
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server, limits: limits) { try await $0.tools() }
            }
            #expect(failure?.code == .protocolViolation)
            #expect(sessions.all[0].received.count == 2 + 3)
        }
    }

    @Test(arguments: [nil, #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}"#])
    func aCallReturnsTheResultAsItWasSentInEitherForm(related: String?) async throws {
        let result = #"{"content":[], "big":18446744073709551615}"#
        let sessions = ScriptedSessions(script: Self.answering({ _ in result }, related: related))
        try await TestServer.lend(sessions: sessions) { server in
            let answer = try await Self.withClient(of: server) { client in
                try await client.call(#"a "tool""#, arguments: ByteBuffer(string: #"{"x":1}"#))
            }
            #expect(String(buffer: answer) == result)
            #expect(sessions.all[0].received[2].contains(#"{"name":"a \"tool\"","arguments":{"x":1}}"#))
        }
    }

    @Test(arguments: ["", "[]", "1", "{", #"{"a":1}}"#, #"{"a":1},"b":2"#])
    func argumentsMustBeAnObject(arguments: String) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server) {
                    try await $0.call("echo", arguments: ByteBuffer(string: arguments))
                }
            }
            #expect(failure?.code == .invalidArguments)
            #expect(sessions.all[0].received.count == 2)
        }
    }

    @Test func anErrorOfTheGatewayIsToldEscaped() async throws {
        let sessions = ScriptedSessions { message, _, reply in
            let id = (try? JSONText(ByteBuffer(string: message)))?["id"]?.bytes
            reply(Message.error(.invalidParams, "unknown \u{1B}[31mtool", id: id))
        }
        try await TestServer.lend(sessions: sessions) { server in
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server) {
                    try await $0.call("echo", arguments: ByteBuffer(string: "{}"))
                }
            }
            #expect(failure?.code == .failed)
            #expect(failure?.description == #"cannot call tool echo: unknown \u{1B}[31mtool (-32602)"#)
            #expect(sessions.all[0].isClosed)
        }
    }

    @Test(arguments: [nil, "another"])
    func aRefusedTokenIsExplainedAndNotShown(token: String?) async throws {
        try await TestServer.lend { server in
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server, token: token) { try await $0.tools() }
            }
            #expect(failure?.code == .unauthorized)
            let text = failure?.description ?? ""
            #expect(text.contains("MCP_GATEWAY_AUTH_TOKEN") && !text.contains("another"))
        }
    }

    @Test func nobodyListeningIsExplained() async throws {
        let port = try await TestServer.lend { $0.port }
        let url = try #require(GatewayURL("http://127.0.0.1:\(port)"))
        let failure = await Self.failure {
            _ = try await withGatewayClient(at: url, token: nil, version: "1") { try await $0.tools() }
        }
        #expect(failure?.code == .unreachable)
        #expect(failure?.description.contains("is the gateway running?") == true)
    }

    @Test func aSessionThatTheGatewayEndedIsTold() async throws {
        let sessions = ScriptedSessions()
        var limits = HTTPServerLimits()
        limits.sessionIdle = .zero
        try await TestServer.lend(sessions: sessions, limits: limits) { server in
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server) { try await $0.tools() }
            }
            #expect(failure?.code == .sessionEnded)
        }
    }

    @Test func anAnswerThatDoesNotComeIsGivenUp() async throws {
        let silent = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(silent.localAddress?.port)
        let url = try #require(GatewayURL("http://127.0.0.1:\(port)"))
        var limits = GatewayClientLimits()
        limits.request = .milliseconds(100)
        let failure = await Self.failure { [limits] in
            _ = try await withGatewayClient(at: url, token: nil, version: "1", limits: limits) { try await $0.tools() }
        }
        #expect(failure?.code == .timedOut)
        try await silent.close()
    }

    @Test(arguments: [nil, #"{"jsonrpc":"2.0","method":"notifications/progress"}"#])
    func anAnswerThatIsTooLargeIsNotRead(related: String?) async throws {
        let large = #"{"text":""# + String(repeating: "x", count: 100_000) + #""}"#
        let sessions = ScriptedSessions(script: Self.answering({ _ in large }, related: related))
        try await TestServer.lend(sessions: sessions) { server in
            var limits = GatewayClientLimits()
            limits.answerBytes = 10_000
            let failure = await Self.failure {
                _ = try await Self.withClient(of: server, limits: limits) {
                    try await $0.call("echo", arguments: ByteBuffer(string: "{}"))
                }
            }
            #expect(failure?.code == .protocolViolation)
        }
    }
}
