import NIOCore
import Testing

/// What does not come from a well-behaved HTTP client, byte by byte.
@Suite struct RawBytesTests {
    private static func head(_ server: TestServer, _ fields: String...) -> String {
        let usual = [
            "Host: localhost", "Authorization: Bearer \(TestServer.token)", "Content-Type: application/json",
            "Accept: application/json, text/event-stream", "Content-Length: \(TestServer.handshake.utf8.count)",
        ]
        return (["POST /mcp HTTP/1.1"] + usual + fields).joined(separator: "\r\n") + "\r\n\r\n"
    }

    @Test func aClientThatAsksBeforeItSendsIsToldToContinue() async throws {
        try await TestServer.lend { server in
            let answer = try await server.exchange([
                (Self.head(server, "Expect: 100-continue"), "HTTP/1.1 100 Continue\r\n\r\n"),
                (TestServer.handshake, "protocolVersion"),
            ]
            )
            #expect(answer.contains("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func aBodyThatComesInPiecesIsOneMessage() async throws {
        try await TestServer.lend { server in
            let middle = TestServer.handshake.index(TestServer.handshake.startIndex, offsetBy: 20)
            let answer = try await server.exchange([
                (Self.head(server) + TestServer.handshake[..<middle], ""),
                (String(TestServer.handshake[middle...]), "protocolVersion"),
            ]
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test func requestsInOnePacketAreAnsweredInOrder() async throws {
        try await TestServer.lend { server in
            let health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
            let requests = health + Self.head(server) + TestServer.handshake
            let answer = try await server.exchange([(requests, "protocolVersion")])
            let first = /HTTP\/1.1 200 OK\r\nDate: [^\r]+\r\nContent-Length: 0\r\n\r\nHTTP\/1.1 200 OK\r\n/
            #expect(answer.prefixMatch(of: first) != nil)
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "POST /mcp HTTP/1.1\r\nContent-Length: x\r\n\r\n", "\u{16}\u{03}\u{01}",
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ])
    func bytesThatAreNoHTTPHarmNobodyElse(bytes: String) async throws {
        try await TestServer.lend { server in
            let answer = try await server.exchange([(bytes, "\r\n\r\n")])
            #expect(!answer.contains(" 200 "))
            _ = try await server.initialize()
        }
    }

    @Test func aClientThatLeavesWithinItsBodyHarmsNobodyElse() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            _ = try await server.exchange([(Self.head(server) + "{", "")])
            _ = try await server.initialize()
            #expect(sessions.all.count == 1)
        }
    }
}
