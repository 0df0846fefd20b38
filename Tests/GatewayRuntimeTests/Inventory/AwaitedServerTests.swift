import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Spec
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// A gateway that knows what servers list before they run.
@Suite(.timeLimit(.minutes(1))) struct AwaitedServerTests {
    @Test func listsAreAnsweredAtOnceAndCallsWaitForTheServer() async throws {
        try await Stage.lend(knowing: ["echo"], serving: ["echo"]) { stage in
            #expect(await stage.list() == ["echo"])
            let call = stage.call("echo")
            #expect(!call.isAnswered)
            #expect(!stage.gateway.readiness.isReady && stage.gateway.readiness.servers.first?.state == .starting)
            try await stage.start()
            #expect(await call.answer().contains("content") == true)
            #expect(stage.notifications.isEmpty, "the lists are as they were")
            #expect(stage.gateway.readiness.isReady)
        }
    }

    @Test func clientsAreToldOnceTheServerListsSomethingElse() async throws {
        try await Stage.lend(knowing: ["old"], serving: ["echo"]) { stage in
            #expect(await stage.list() == ["old"])
            let call = stage.call("old")
            try await stage.start()
            #expect(await call.answer().contains("unknown tool"))
            #expect(await stage.list() == ["echo"])
        }
    }

    @Test func aServerThatDoesNotStartIsNotListedAnyMore() async throws {
        try await Stage.lend(knowing: ["echo"], serving: nil) { stage in
            #expect(await stage.list() == ["echo"])
            let call = stage.call("echo")
            try await stage.start()
            #expect(await call.answer().contains("exit code 3"))
            #expect(await stage.list() == [])
        }
    }

    @Test func aServerOfWhichNothingBecomesIsNotListedAnyMore() async throws {
        try await Stage.lend(knowing: ["echo"], serving: ["echo"]) { stage in
            let call = stage.call("echo")
            stage.gateway.looked()
            #expect(await stage.list() == ["echo"], "those that ran before are still being connected to")
            stage.gateway.adopted()
            #expect(await call.answer().contains("could not be started"))
            #expect(await stage.list() == [])
        }
    }

    @Test func anUnknownToolIsWaitedForUntilAllServersWereLookedAt() async throws {
        try await Stage.lend(knowing: ["echo"], serving: ["echo", "new"]) { stage in
            let call = stage.call("new")
            #expect(!call.isAnswered)
            try await stage.start()
            #expect(await call.answer().contains("content"))
        }
    }

    @Test func whatServersListIsLearned() async throws {
        try await Stage.lend(knowing: [], serving: ["echo"]) { stage in
            try await withThrowingDiscardingTaskGroup { group in
                group.addTask { try await stage.gateway.run() }
                try await stage.start()
                #expect(await stage.inventories.nextLearned()?[.tools].map(\.name) == ["echo"])
                group.cancelAll()
            }
        }
    }
}

/// A gateway before an engine whose one server is not there yet, and a client of it.
private struct Stage {
    let gateway: Gateway
    let inventories: KnownInventories
    private let desired: DesiredState
    private let engine: EngineClient
    private let session: ClientSession

    /// Lends a stage on which these tools are known of the server, and on which it has those in truth; it ends at once if
    /// there are none.
    static func lend(
        knowing known: [String],
        serving: [String]?,
        _ body: (Stage) async throws -> Void
    ) async throws {
        try await withFakeEngineAndClient { engine, client in
            let tools = serving?.map { ScriptedMCPServer.Tool(name: $0) }
            _ = engine.model.addImage(
                "example/one:1",
                process: tools.map { ScriptedMCPServer(tools: $0).process } ?? .exiting(3, stderr: "no\n")
            )
            let inventories = try KnownInventories(known)
            let gateway = Gateway(engine: client, version: "1", inventories: inventories)
            let desired = try DesiredState.oneServer
            await gateway.begin(desired.profiles[0])
            let stage = Stage(
                gateway: gateway,
                inventories: inventories,
                desired: desired,
                engine: client,
                session: gateway.openSession(transport: .local)
            )
            let params = #"{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}"#
            _ = await stage.request("initialize", params).answer()
            try await body(stage)
            gateway.disconnect()
        }
    }

    /// Has the server's container made and started.
    func start() async throws {
        _ = try await Reconciler(engine: engine, rollout: gateway, lock: nil).reconcile(desired)
    }

    func list() async -> [String] {
        let answer = ByteBuffer(string: await request("tools/list", "{}").answer())
        guard let result = try? Envelope(of: answer).result else { return ["no result"] }
        return (try? ListPage(answer, result: result, of: .tools))?.items.map(\.name) ?? ["no list"]
    }

    func call(_ tool: String) -> Reply { request("tools/call", #"{"name":"\#(tool)","arguments":{}}"#) }

    /// What the client was told without having asked.
    var notifications: [String] {
        session.state.withLock { $0.listed }.isEmpty ? ["it was told that a list has changed"] : []
    }

    private func request(_ method: String, _ params: String) -> Reply {
        let reply = Reply()
        let id = Int64.random(in: 1...Int64.max)
        session.receive(Message.request(method, id: id, params: params), related: { _ in }, reply: { reply.set($0) })
        return reply
    }
}

/// A reply that comes or has come.
private final class Reply: Sendable {
    private let text = Mutex<String?>(nil)
    private let signal = Signal()

    var isAnswered: Bool { signal.hasFired }

    func set(_ reply: ByteBuffer?) {
        text.withLock { $0 = reply.map { String(buffer: $0) } ?? "nothing" }
        signal.fire()
    }

    func answer() async -> String {
        await signal.wait()
        return text.withLock { $0 } ?? "cancelled"
    }
}

/// Knows the same tools of every server.
private final class KnownInventories: ServerInventories {
    private let offering: Offering?
    private let learned: AsyncStream<Offering>
    private let learnedContinuation: AsyncStream<Offering>.Continuation

    init(_ tools: [String]) throws {
        (learned, learnedContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(8))
        guard !tools.isEmpty else {
            offering = nil
            return
        }
        let list = tools.map { #"{"description":"","inputSchema":{"type":"object"},"name":"\#($0)"}"# }
        let bytes = ByteBuffer(string: #"{"tools":[\#(list.joined(separator: ","))]}"#)
        var offering = Offering()
        offering.lists[.tools] = try ListPage(bytes, result: 0..<bytes.readableBytes, of: .tools).items
        self.offering = offering
    }

    func offerings(of servers: [InventoryKey]) async -> [InventoryKey: Offering] {
        guard let offering else { return [:] }
        return Dictionary(servers.map { ($0, offering) }) { first, _ in first }
    }

    func learn(_ offering: Offering, of server: InventoryKey) async {
        learnedContinuation.yield(offering)
    }

    func nextLearned() async -> Offering? { await learned.first { _ in true } }
}
