import GatewayRuntime
import NIOHTTP1
import Testing

@Suite struct AccessTests {
    @Test(
        arguments: [
            nil, "", "Bearer", "Bearer wrong", "Basic \(TestServer.token)", TestServer.token,
            "Bearer \(TestServer.token)x", "Bearer \(TestServer.token), Bearer \(TestServer.token)",
        ] as [String?]
    )
    func withoutTheTokenNothingIsServed(authorization: String?) async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            for (method, path) in [
                (HTTPMethod.POST, "/mcp"), (.GET, "/mcp"), (.DELETE, "/mcp"), (.PUT, "/mcp"), (.GET, "/x"),
            ] {
                let changes = ["Authorization": authorization, "Mcp-Session-Id": id]
                let response = try await server.send(method, path, changes, method == .POST ? TestServer.call : nil)
                #expect(response.status == 401)
                #expect(response.header("WWW-Authenticate") == #"Bearer realm="mcp-reconcile""#)
                #expect(response.body.contains(#""error""#) && !response.body.contains(TestServer.token))
            }
            #expect(sessions.all[0].received.count == 1)
        }
    }

    @Test func twoTokensAtOnceAreNone() async throws {
        try await TestServer.lend { server in
            let headers = server.headers() + [("Authorization", "Bearer other")]
            let response = try await HTTPConnection.lend(port: server.port) {
                try await $0.send(.POST, "/mcp", headers, TestServer.handshake)
            }
            #expect(response.status == 401)
        }
    }

    @Test(arguments: [HTTPMethod.GET, .HEAD])
    func healthNeedsNoToken(method: HTTPMethod) async throws {
        try await TestServer.lend { server in
            let response = try await server.send(method, "/health", ["Authorization": nil])
            #expect(response.status == 200 && response.body.isEmpty)
        }
    }

    @Test(arguments: ["null", "http://localhost.evil.com", "http://127.0.0.1.nip.io", "https://evil.example", ""])
    func aForeignOriginIsForbiddenOnEveryMethod(origin: String) async throws {
        try await TestServer.lend { server in
            for (method, path) in [
                (HTTPMethod.POST, "/mcp"), (.GET, "/mcp"), (.DELETE, "/mcp"), (.OPTIONS, "/mcp"), (.GET, "/health"),
            ] {
                let body = method == .POST ? TestServer.handshake : nil
                let response = try await server.send(method, path, ["Origin": origin], body)
                #expect(response.status == 403)
                #expect(response.body.contains(#""error""#))
                #expect(response.header("Access-Control-Allow-Origin") == nil)
            }
        }
    }

    @Test(arguments: ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:1"])
    func anOriginOfThisHostIsLetIn(origin: String) async throws {
        try await TestServer.lend { server in
            try await server.expect(200, .POST, "/mcp", ["Origin": origin], TestServer.handshake)
        }
    }

    @Test(
        arguments: ["evil.example", "localhost.evil.com", "127.0.0.1.nip.io:8811", "", "localhost:x", nil] as [String?]
    )
    func anotherHostIsMisdirected(host: String?) async throws {
        try await TestServer.lend { server in
            try await server.expect(421, .POST, "/mcp", ["Host": host], TestServer.handshake)
            try await server.expect(421, .GET, "/health", ["Host": host])
        }
    }

    @Test func twoHostsAtOnceAreMisdirected() async throws {
        try await TestServer.lend { server in
            let headers = server.headers() + [("Host", "evil.example")]
            let response = try await HTTPConnection.lend(port: server.port) {
                try await $0.send(.POST, "/mcp", headers, TestServer.handshake)
            }
            #expect(response.status == 421 || response.status == 400)
        }
    }

    @Test(arguments: ["localhost", "localhost:1234", "127.0.0.1", "[::1]:8811"])
    func everyNameOfLoopbackIsAHost(host: String) async throws {
        try await TestServer.lend { server in
            try await server.expect(200, .POST, "/mcp", ["Host": host], TestServer.handshake)
        }
    }
}
