import NIOHTTP1
import Spec
import Testing

@testable import GatewayRuntime

struct ReadinessTests {
    private static func readiness(isReady: Bool) throws -> Readiness {
        Readiness(
            isReady: isReady,
            servers: [
                Readiness.Server(name: try #require(ServerName("echo")), state: .serving, tools: 4),
                Readiness.Server(
                    name: try #require(ServerName("git")),
                    state: .down,
                    reason: "ended \"badly\"\u{1B}[2J"
                ),
            ]
        )
    }

    @Test(arguments: [(HTTPMethod.GET, true), (.GET, false), (.HEAD, true), (.HEAD, false)])
    func aProbeWithoutTokenLearnsTheStatusAndNothingElse(method: HTTPMethod, isReady: Bool) async throws {
        try await TestServer.lend(readiness: try Self.readiness(isReady: isReady)) { server in
            let response = try await server.send(method, "/ready", ["Authorization": nil])
            #expect(response.status == (isReady ? 200 : 503))
            #expect(response.body.isEmpty)
        }
    }

    @Test(arguments: [true, false])
    func whoeverHasTheTokenLearnsHowEachServerIs(isReady: Bool) async throws {
        try await TestServer.lend(readiness: try Self.readiness(isReady: isReady)) { server in
            let response = try await server.send(.GET, "/ready")
            #expect(response.status == (isReady ? 200 : 503))
            #expect(
                response.body == #"{"ready":\#(isReady),"servers":[{"name":"echo","state":"serving","tools":4},"#
                    + #"{"name":"git","state":"down","tools":0,"reason":"ended \"badly\"\\u{1B}[2J"}]}"#
            )
            #expect(response.header("Content-Type") == "application/json")
        }
    }

    @Test func otherMethodsAndForeignSitesAreRefused() async throws {
        try await TestServer.lend { server in
            try await server.expect(404, .POST, "/ready", [:])
            try await server.expect(403, .GET, "/ready", ["Origin": "https://evil.example"])
            try await server.expect(421, .GET, "/ready", ["Host": "evil.example"])
        }
    }
}
