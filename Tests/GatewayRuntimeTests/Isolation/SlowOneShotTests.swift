import ContainerEngine
import NIOCore
import NIOPosix
import Spec
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// Containers that run once, on an engine that does not answer at once.
@Suite(.timeLimit(.minutes(1))) struct SlowOneShotTests {
    @Test(arguments: [
        (FakeFault.resetBeforeEffect, RequestPattern.post("/containers/create"), 3),
        (.resetBeforeEffect, .post("*/attach"), 3),
        (.resetBeforeEffect, .post("*/start"), 3), (.resetBeforeEffect, .post("*/wait"), 3),
        (.resetAfterEffect, .post("/containers/create"), 1),
        (.resetAfterEffect, .post("*/start"), 1), (.truncatedAnswer, .post("/containers/create"), 1),
    ])
    func itRunsOnceAsSoonAsTheEngineAnswers(_ fault: FakeFault, _ pattern: RequestPattern, _ times: Int) async throws {
        try await lend { containers, engine, runs in
            engine.inject(fault, on: pattern, times: times)
            let result = try await containers.run(
                .hardened(image: "example/tool:1", command: nil),
                input: ByteBuffer(string: "payload"),
                maximumOutput: 1024
            )
            #expect(String(buffer: result.output) == "payload" && result.exitCode == 0)
            #expect(runs() == 1)
            #expect(engine.model.containers.isEmpty)
        }
    }

    /// Its start was answered by nobody, and a look says that it has ended meanwhile.
    @Test(arguments: [0, 4]) func whatMayHaveRunIsNotStartedAgain(unansweredLooks: Int) async throws {
        try await lend { containers, engine, runs in
            engine.inject(.resetAfterEffect, on: .post("*/start"), times: 1)
            if unansweredLooks > 0 {
                engine.inject(.resetBeforeEffect, on: .get("/containers/*/json"), times: unansweredLooks)
            }
            let result = try await containers.run(
                .hardened(image: "example/brief:1", command: nil),
                input: ByteBuffer(),
                maximumOutput: 1024
            )
            #expect(String(buffer: result.output) == "done" && result.exitCode == 3)
            #expect(runs() == 1)
        }
    }

    /// The answer is there: that its container is not to be removed yet costs nobody the answer.
    @Test func aContainerThatCannotBeRemovedYetHasGivenItsAnswer() async throws {
        try await lend { containers, engine, _ in
            engine.inject(.status(500), on: .delete("/containers/*"), times: 9)
            let result = try await containers.run(
                .hardened(image: "example/brief:1", command: nil),
                input: ByteBuffer(),
                maximumOutput: 1024
            )
            #expect(result.exitCode == 3)
        }
    }

    @Test func aCancelledRunAsksNoMore() async throws {
        try await lend { containers, engine, runs in
            engine.inject(.resetBeforeEffect, on: .post("/containers/create"), times: 100_000)
            let run = Task {
                try await containers.run(
                    .hardened(image: "example/tool:1", command: nil),
                    input: ByteBuffer(),
                    maximumOutput: 1024
                )
            }
            while engine.requests.count < 2 { await Task.yield() }
            run.cancel()
            await #expect(throws: EngineError.self) { try await run.value }
            #expect(runs() == 0)
        }
    }

    private func lend(
        _ body: (OneShotContainers, FakeEngine, _ runs: () -> Int) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await withFakeEngineAndClient { engine, client in
                let runs = Atomic(0)
                let echo = FakeProcess { streams in
                    runs.add(1, ordering: .relaxed)
                    return await FakeProcess.echo.run(streams)
                }
                let brief = FakeProcess { streams in
                    runs.add(1, ordering: .relaxed)
                    streams.write("done")
                    return 3
                }
                _ = engine.model.addImage("example/tool:1", process: echo)
                _ = engine.model.addImage("example/brief:1", process: brief)
                let owner = try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001"))
                let profile = try #require(ProfileName("dev"))
                let containers = OneShotContainers(
                    engine: client,
                    ephemerals: try EphemeralContainers(in: directory, for: .init(owner: owner, profile: profile)),
                    eventLoop: MultiThreadedEventLoopGroup.singleton.next()
                )
                try await body(containers, engine) { runs.load(ordering: .relaxed) }
            }
        }
    }
}
