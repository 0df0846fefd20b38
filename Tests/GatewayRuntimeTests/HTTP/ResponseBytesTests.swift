import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Testing

/// How answers are framed: their heads, bodies of any length, chunks, and what clients of HTTP/1.0 get instead.
@Suite struct ResponseBytesTests {
    /// A call has one event before its answer.
    private static func withProgress() -> ScriptedSessions {
        ScriptedSessions { _, related, reply in
            related(ByteBuffer(string: #"{"jsonrpc":"2.0","method":"notifications/progress"}"#))
            reply(ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"result":{}}"#))
        }
    }

    private static func post(_ version: String, _ session: String, _ body: String) -> String {
        let fields = [
            "Host: localhost", "Authorization: Bearer \(TestServer.token)", "Content-Type: application/json",
            "Accept: application/json, text/event-stream", "Mcp-Session-Id: \(session)",
            "Content-Length: \(body.utf8.count)",
        ]
        return (["POST /mcp HTTP/\(version)"] + fields).joined(separator: "\r\n") + "\r\n\r\n\(body)"
    }

    @Test func aClientOfHTTP10IsAnsweredInItsVersionAndLeft() async throws {
        try await TestServer.lend { server in
            let answer = try await server.exchange([("GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n", nil)])
            let expected = /HTTP\/1.0 200 OK\r\nDate: [^\r]+\r\nContent-Length: 0\r\nConnection: close\r\n\r\n/
            #expect(answer.wholeMatch(of: expected) != nil)
        }
    }

    @Test func aClientOfHTTP10MayAskForItsConnectionToGoOn() async throws {
        try await TestServer.lend { server in
            let kept = "GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n"
            let last = "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n"
            let answer = try await server.exchange([(kept + last, nil)])
            let answers = answer.split(separator: "\r\n\r\n")
            #expect(answers.count == 2 && answers.allSatisfy { $0.hasPrefix("HTTP/1.0 200 OK\r\n") })
            #expect(answers.first?.hasSuffix("Connection: keep-alive") == true)
            #expect(answers.last?.hasSuffix("Connection: close") == true)
        }
    }

    @Test func aStreamForHTTP10HasNoChunksAndEndsWithItsConnection() async throws {
        try await TestServer.lend(sessions: Self.withProgress()) { server in
            let session = try await server.initialize()
            let answer = try await server.exchange([(Self.post("1.0", session, TestServer.call), nil)])
            #expect(answer.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(answer.contains("Connection: close\r\n") && !answer.contains("Transfer-Encoding"))
            let body = try #require(answer.firstRange(of: "\r\n\r\n").map { answer[$0.upperBound...] })
            #expect(body.hasPrefix("id: ") && body.hasSuffix("\"result\":{}}\n\n") && !body.contains("\r"))
        }
    }

    @Test func aStreamComesInChunks() async throws {
        try await TestServer.lend(sessions: Self.withProgress()) { server in
            let session = try await server.initialize()
            let answer = try await server.exchange([(Self.post("1.1", session, TestServer.call), "\r\n0\r\n\r\n")])
            #expect(answer.contains("Transfer-Encoding: chunked\r\n\r\n"))
            #expect(!answer.contains("Connection:") && !answer.contains("Content-Length"))
        }
    }

    @Test(arguments: [0, 1, 100, 16_000, 16_384, 16_385, 70_000, 1_000_000])
    func bodiesAndEventsOfAnyLengthArriveWhole(length: Int) async throws {
        let long = #"{"jsonrpc":"2.0","id":1,"result":{"text":"\#(String(repeating: "x", count: length))"}}"#
        let sessions = ScriptedSessions { message, related, reply in
            if message.contains("stream") { related(ByteBuffer(string: long)) }
            reply(ByteBuffer(string: long))
        }
        try await TestServer.lend(sessions: sessions) { server in
            let headers = server.headers(["Mcp-Session-Id": try await server.initialize()])
            try await HTTPConnection.lend(port: server.port) { connection in
                let whole = try await connection.send(.POST, "/mcp", headers, TestServer.call)
                #expect(whole.body == long && whole.header("Content-Length") == String(long.utf8.count))
                let call = #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"stream"}}"#
                let streamed = try await connection.send(.POST, "/mcp", headers, call)
                let events = streamed.body.split(separator: "\n").filter { $0.hasPrefix("data: ") }
                #expect(events == ["data: \(long)", "data: \(long)"])
                let next = try await connection.send(.GET, "/health", [server.host])
                #expect(next.status == 200, "the connection goes on")
            }
        }
    }
}
