import ContainerEngine
import Spec
import SystemPackage
import TestSupport
import Testing
@testable import Watcher

@Suite struct EngineWatchTests {
    private static let owner = "6f0c1d8e-7a0b-4f5e-9d54-0c7b5a1e2f30"

    private static func emit(_ action: String, owner: String = owner, on engine: FakeEngine) {
        let labels = ["io.mcp-reconcile.owner": owner]
        engine.model.emit(kind: "container", action: action, subject: "1", attributes: labels)
    }

    private static func watching(
        _ client: EngineClient,
        clock: any Clock<Duration> = ContinuousClock(),
        _ body: (Signals) async throws -> Void
    ) async throws {
        let signals = Signals()
        let owner = try #require(OwnerID(Self.owner))
        try await withThrowingTaskGroup(of: Void.self) { group in
            let watch = EngineWatch(engine: client, owner: owner, clock: clock) { signals.send() }
            group.addTask { try await watch.run() }
            try await body(signals)
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.waitForAll() }
        }
    }

    @Test func whatHappensToTheOwnersContainersIsAHint() async throws {
        try await withFakeEngineAndClient { engine, client in
            try await Self.watching(client) { signals in
                try await signals.wait(for: "the connection")
                for action in ["create", "start", "die", "destroy", "pause", "update"] {
                    Self.emit(action, on: engine)
                    try await signals.wait(for: action)
                }
            }
        }
    }

    @Test func othersContainersAndMereLookingAreNoHint() async throws {
        try await withFakeEngineAndClient { engine, client in
            try await Self.watching(client) { signals in
                try await signals.wait(for: "the connection")
                Self.emit("start", owner: "00000000-0000-4000-8000-000000000000", on: engine)
                engine.model.emit(kind: "image", action: "pull", subject: "i")
                for action in ["attach", "exec_create: ls", "exec_start: ls", "exec_die", "resize", "top", "detach"] {
                    Self.emit(action, on: engine)
                }
                Self.emit("die", on: engine)
                try await signals.wait(for: "the last one")
                #expect(signals.count == 2, "one for the connection, one for the only change")
            }
        }
    }

    @Test func everyNewConnectionIsAHintBecauseEventsMayHaveBeenMissed() async throws {
        try await withFakeEngineAndClient { engine, client in
            try await Self.watching(client, clock: InstantClock()) { signals in
                try await signals.wait(for: "the connection")
                for round in 1...3 {
                    engine.dropConnections()
                    try await signals.wait(for: "connection \(round)")
                    Self.emit("die", on: engine)
                    try await signals.wait(for: "an event after it")
                }
            }
        }
    }

    @Test func anEngineThatIsNotThereIsAskedEverMoreRarely() async throws {
        try await withTemporaryDirectory { directory in
            let endpoint = EngineEndpoint.unixSocket(path: directory.appending("none.sock").string)
            try await withEngineClient(endpoint) { client in
                let clock = InstantClock()
                try await Self.watching(client, clock: clock) { signals in
                    var delays: [Duration] = []
                    for await delay in clock.sleeps.prefix(9) { delays.append(delay) }
                    #expect(delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30].map { .seconds($0) })
                    #expect(signals.count == 0)
                }
            }
        }
    }
}
