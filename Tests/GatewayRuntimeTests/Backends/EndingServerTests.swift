import Applier
import ContainerEngine
import NIOCore
import Planner
import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// Servers that end at what they do not know.
@Suite(.timeLimit(.minutes(1))) struct EndingServerTests {
    private static let listing = #"{"resultType":"complete","tools":[],"ttlMs":1,"cacheScope":"private"}"#
    private static let discovery =
        #"{"resultType":"complete","supportedVersions":["2026-07-28"],"capabilities":{"tools":{}}}"#

    /// Needs no handshake, and ends at one.
    private static let stateless = FakeProcess { streams in
        for await chunk in streams.input {
            for line in String(buffer: chunk).split(separator: "\n") {
                guard let message = try? JSONValue(parsing: String(line)), let id = try? message["id"].serialized()
                else { continue }
                switch message["method"].text {
                case "initialize"?: return 3
                case "server/discover"?:
                    streams.writeLine(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(discovery)}"#)
                case "tools/list"?: streams.writeLine(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(listing)}"#)
                default: break
                }
            }
        }
        return 0
    }

    @Test func aServerThatEndsAtAHandshakeIsStartedOnceMoreWithoutOne() async throws {
        try await withFakeEngineAndClient { engine, client in
            _ = engine.model.addImage("example/one:1", process: Self.stateless)
            try await reconcile(client) { gateway in
                #expect(gateway.readiness.servers.first?.state == .serving)
            }
            #expect(starts(of: engine) == 2)
        }
    }

    /// Most servers that end lack something else: the first end is told, and nothing is tried again and again.
    @Test func aServerThatEndsInAnyCaseIsToldOfAtItsFirstEnd() async throws {
        try await withFakeEngineAndClient { engine, client in
            _ = engine.model.addImage("example/one:1", process: .exiting(7, stderr: "no key\n"))
            try await reconcile(client) { gateway in
                #expect(gateway.readiness.servers.first?.state == .down)
            }
            #expect(starts(of: engine) == 2)
        }
    }

    private func starts(of engine: FakeEngine) -> Int {
        engine.requests.count { RequestPattern.post("*/start").matches($0) }
    }

    private func reconcile(_ client: EngineClient, _ body: (Gateway) -> Void) async throws {
        let gateway = Gateway(engine: client, version: "1")
        let desired = try DesiredState.oneServer
        await gateway.begin(desired.profiles[0])
        _ = try await Reconciler(engine: client, rollout: gateway, lock: nil).reconcile(desired)
        body(gateway)
        gateway.disconnect()
    }
}
