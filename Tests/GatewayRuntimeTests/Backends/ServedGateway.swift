import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Planner
import Spec
import TestSupport
import Testing

@testable import GatewayRuntime

/// A gateway that runs and serves one server on a fake engine, and a client of it.
struct ServedGateway {
    let gateway: Gateway
    let engine: FakeEngine
    let engineClient: EngineClient
    let client: LocalClient
    let desired: DesiredState

    /// The server's container; the newest if there are several.
    var container: FakeContainer { get throws { try #require(engine.model.containers.last) } }

    var state: Readiness.Server.State? { gateway.readiness.servers.first?.state }

    /// Calls the tool `echo` with a number, and returns what the client reads.
    func echo(_ number: Int) async throws -> String {
        String(buffer: try await client.call("echo", arguments: #"{"n":\#(number)}"#))
    }

    /// Begins a session beside the client's, whose messages are written by hand.
    func openSession() async -> ClientSession {
        let session = gateway.openSession(transport: .local)
        let about = #"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}"#
        _ = await session.receive(Message.request("initialize", id: 1, params: about), related: { _ in })
        return session
    }

    /// Makes the engine what is desired, through the gateway.
    @discardableResult
    func reconcile() async throws -> ApplyReport {
        try await Reconciler(engine: engineClient, rollout: gateway, lock: nil).reconcile(desired)
    }

    /// Returns once the server's state is one that is wanted.
    ///
    /// - Throws: `CancellationError`, also where the test has run out of time.
    func until(_ isWanted: (Readiness.Server.State?) -> Bool) async throws {
        while !isWanted(state) {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    func untilNotServing() async throws { try await until { $0 != .serving } }

    /// Lends a gateway that serves the server already.
    ///
    /// - Parameters:
    ///   - server: What runs in the container.
    ///   - clock: What the gateway's waits are measured by.
    ///   - adjust: Makes the server's entry another one.
    ///   - body: What is done with it.
    /// - Throws: What the body throws, and what keeps the server from being served.
    static func lend(
        _ server: ScriptedMCPServer = ScriptedMCPServer(),
        clock: any Clock<Duration> = ContinuousClock(),
        adjusting adjust: (inout ServerSpec) -> Void = { _ in },
        _ body: (ServedGateway) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await withFakeEngineAndClient { engine, engineClient in
                _ = engine.model.addImage("example/one:1", process: server.process)
                var desired = try DesiredState.oneServer
                adjust(&desired.profiles[0].servers[0])
                let purpose = EphemeralContainers.Purpose(owner: desired.owner, profile: desired.profiles[0].name)
                let gateway = Gateway(
                    engine: engineClient,
                    version: "1",
                    ephemerals: try EphemeralContainers(in: directory, for: purpose),
                    clock: clock
                )
                let served = ServedGateway(
                    gateway: gateway,
                    engine: engine,
                    engineClient: engineClient,
                    client: LocalClient(gateway: gateway),
                    desired: desired
                )
                await gateway.begin(desired.profiles[0])
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask { try await gateway.run() }
                    try await served.reconcile()
                    try await served.client.open()
                    try await body(served)
                    group.cancelAll()
                }
            }
        }
    }

    /// Lends a gateway that begins anew before what this one has left running.
    func succeeded(
        _ body: (ServedGateway, _ adopting: @escaping @Sendable () async -> Void) async throws -> Void
    ) async throws {
        gateway.disconnect()
        let gateway = Gateway(engine: engineClient, version: "1")
        let successor = ServedGateway(
            gateway: gateway,
            engine: engine,
            engineClient: engineClient,
            client: LocalClient(gateway: gateway),
            desired: desired
        )
        await gateway.begin(desired.profiles[0])
        let running = await gateway.running(desired.profiles[0], of: desired.owner)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await gateway.run() }
            try await successor.client.open()
            try await body(successor) { await gateway.adopt(running) }
            group.cancelAll()
        }
    }
}
