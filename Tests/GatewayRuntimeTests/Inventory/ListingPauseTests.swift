import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Spec
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// Lists while one server of several is not there yet, and nothing is known of it.
@Suite(.timeLimit(.minutes(1))) struct ListingPauseTests {
    @Test func aServerThatDoesNotComeHidesTheOthersForAMomentOnly() async throws {
        try await withFakeEngineAndClient { engine, client in
            let tool = ScriptedMCPServer.Tool(name: "late")
            _ = engine.model.addImage("example/one:1", process: ScriptedMCPServer().process)
            _ = engine.model.addImage("example/two:1", process: ScriptedMCPServer(tools: [tool]).process)
            let clock = SteppedClock()
            let gateway = Gateway(
                engine: client,
                version: "1",
                inventories: try OneInventory(),
                settlement: .seconds(3600),
                listingPause: .seconds(3),
                clock: clock
            )
            let desired = try DesiredState.servers(["one", "two"])
            await gateway.begin(desired.profiles[0])
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await gateway.run() }
                let local = LocalClient(gateway: gateway)
                try await local.open()
                let isAnswered = Mutex(false)
                async let list = local.listTools()
                group.addTask {
                    while !isAnswered.withLock({ $0 }), !Task.isCancelled {
                        clock.advance(by: .milliseconds(10))
                        await Task.yield()
                    }
                }
                #expect(try await list.map(\.name) == ["echo"])
                isAnswered.withLock { $0 = true }
                #expect(clock.now.offset < .seconds(3600), "not because all had their time")
                #expect(!gateway.readiness.isReady, "the other one is still waited for")
                _ = try await Reconciler(engine: client, rollout: gateway, lock: nil).reconcile(desired)
                #expect(try await local.listTools().map(\.name) == ["echo", "late"])
                group.cancelAll()
            }
        }
    }
}

/// Knows what the first of the servers lists.
private struct OneInventory: ServerInventories {
    private let offering: Offering

    init() throws {
        let bytes = ByteBuffer(string: #"{"tools":[{"description":"","inputSchema":{"type":"object"},"name":"echo"}]}"#)
        var offering = Offering()
        offering.lists[.tools] = try ListPage(bytes, result: 0..<bytes.readableBytes, of: .tools).items
        self.offering = offering
    }

    func offerings(of servers: [InventoryKey]) async -> [InventoryKey: Offering] {
        servers.first.map { [$0: offering] } ?? [:]
    }

    func learn(_ offering: Offering, of server: InventoryKey) async {}
}
