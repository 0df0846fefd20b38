import NIOHTTP1
import Testing

@testable import GatewayRuntime

@Suite struct RequestTargetTests {
    @Test(arguments: [
        ("/mcp", nil, "/mcp", ""), ("/mcp?a=b?c", nil, "/mcp", "a=b?c"), ("", nil, "", ""), ("*", nil, "*", ""),
        ("http://127.0.0.1:8811/mcp", "127.0.0.1:8811", "/mcp", ""), ("https://a?b", "a", "", "b"),
        ("http://", "", "", ""), ("/http://a/mcp", nil, "/http://a/mcp", ""),
        ("http://[::1]:1/x?", "[::1]:1", "/x", ""),
        ("http://localhost@evil.example/mcp", "localhost@evil.example", "/mcp", ""),
    ])
    func hasItsParts(text: String, authority: String?, path: String, query: String) {
        let target = RequestTarget(text)
        #expect(target.authority == authority && target.path == path && target.query == query)
    }

    /// The host that a URL names is the one that is asked for, whatever `Host` says (RFC 9112 §3.2.2).
    @Test(arguments: [
        ("http://127.0.0.1/health", "evil.example", 200), ("http://evil.example/health", "127.0.0.1", 421),
        ("http://localhost@evil.example/health", "localhost", 421), ("http:///health", "localhost", 421),
        ("http://localhost/elsewhere", "localhost", 401),
    ])
    func aURLNamesTheHost(target: String, host: String, status: UInt) async throws {
        try await TestServer.lend { server in
            let response = try await HTTPConnection.lend(port: server.port) { connection in
                try await connection.send(.GET, target, [("Host", host)])
            }
            #expect(response.status == status)
        }
    }
}
