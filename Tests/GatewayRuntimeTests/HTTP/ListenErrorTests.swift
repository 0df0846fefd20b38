import GatewayRuntime
import Testing

@Suite struct ListenErrorTests {
    private static func failure(host: String = "127.0.0.1", port: Int) async throws -> ListenError? {
        let sessions = ScriptedSessions()
        let server = StreamableHTTPServer(
            host: host,
            port: port,
            token: BearerToken.generate(),
            readiness: { Readiness(isReady: true) },
            openSession: { sessions.open() }
        )
        do {
            try await server.run()
            return nil
        } catch {
            return error as? ListenError
        }
    }

    @Test func aTakenPortIsNamedWithAWayOut() async throws {
        try await TestServer.lend { server in
            let failure = try #require(try await Self.failure(port: server.port))
            #expect(failure.code == .portTaken)
            #expect(failure.description.contains("127.0.0.1:\(server.port)") && failure.description.contains("--port"))
        }
    }

    @Test func anAddressOfAnotherMachineIsNamed() async throws {
        let failure = try #require(try await Self.failure(host: "192.0.2.1", port: 0))
        #expect(failure.code == .noSuchAddress)
        #expect(failure.description.contains("192.0.2.1"))
    }
}
