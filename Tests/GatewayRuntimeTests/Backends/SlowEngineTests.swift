import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Planner
import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// Calls while a server is brought back by an engine that does not answer at once.
@Suite(.timeLimit(.minutes(1))) struct SlowEngineTests {
    /// Each look is repeated once when its connection breaks, so these are four starts that do not come about.
    @Test(arguments: [(RequestPattern.get("/containers/*/json"), 8), (.post("*/attach"), 4)])
    func aCallWaitsUntilTheEngineAnswers(_ pattern: RequestPattern, _ times: Int) async throws {
        try await withGateway { gateway, engine, client in
            #expect(try await client.call("echo", arguments: #"{"n":1}"#).text.contains("{\\\"n\\\":1}"))
            let container = try #require(engine.model.containers.first)
            engine.inject(.resetBeforeEffect, on: pattern, times: times)
            await engine.model.crash(container.name)
            while gateway.readiness.servers.first?.state == .serving { await Task.yield() }
            #expect(try await client.call("echo", arguments: #"{"n":2}"#).text.contains("{\\\"n\\\":2}"))
        }
    }

    /// The engine has said what is wrong: nobody needs to wait.
    @Test func aCallIsRefusedWhereTheEngineRefuses() async throws {
        try await withGateway { gateway, engine, client in
            let container = try #require(engine.model.containers.first)
            engine.inject(.status(500, message: "no such runtime"), on: .post("*/start"), times: 100)
            await engine.model.crash(container.name)
            while gateway.readiness.servers.first?.state != .down { await Task.yield() }
            #expect(try await client.call("echo", arguments: "{}").text.contains("no such runtime"))
        }
    }

    /// Lends a gateway that serves one server, and a client of it.
    private func withGateway(_ body: (Gateway, FakeEngine, LocalClient) async throws -> Void) async throws {
        try await withFakeEngineAndClient { engine, client in
            _ = engine.model.addImage("example/one:1", process: ScriptedMCPServer().process)
            let gateway = Gateway(engine: client, version: "1")
            let desired = try DesiredState.oneServer
            _ = await gateway.begin(desired.profiles[0], of: desired.owner)
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await gateway.run() }
                _ = try await Reconciler(engine: client, rollout: gateway, lock: nil).reconcile(desired)
                let local = LocalClient(gateway: gateway)
                try await local.open()
                try await body(gateway, engine, local)
                group.cancelAll()
            }
        }
    }
}

extension ByteBuffer {
    fileprivate var text: String { String(buffer: self) }
}
