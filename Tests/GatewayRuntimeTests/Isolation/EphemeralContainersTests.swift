import ContainerEngine
import Foundation
import Spec
import SystemPackage
import TestSupport
import Testing

@testable import GatewayRuntime

/// What is made for single sessions and calls does not stay.
@Suite(.timeLimit(.minutes(1))) struct EphemeralContainersTests {
    @Test(arguments: [(409, 3), (404, 1), (500, 1)])
    func oneThatIsHardToRemoveKeepsNoOtherOne(status: Int, times: Int) async throws {
        try await lend { directory, engine, client in
            let containers = try await made(2, in: directory, client)
            engine.inject(.status(status), on: .delete("/containers/*"), times: times)
            await containers.endAll(client)
            #expect(engine.model.containers.count == (status == 409 ? 0 : 1))
        }
    }

    @Test(arguments: [(409, 3), (404, 1), (500, 1)])
    func oneThatIsHardToSweepKeepsNoOtherOne(status: Int, times: Int) async throws {
        try await lend { directory, engine, client in
            _ = try await made(2, in: directory, client)
            // Nobody holds another file of this name.
            for file in try FileManager.default.contentsOfDirectory(atPath: directory.string) {
                try FileManager.default.removeItem(atPath: directory.appending(file).string)
            }
            engine.inject(.status(status), on: .delete("/containers/*"), times: times)
            let next = try await made(1, in: directory, client)
            await next.sweep(client)
            #expect(engine.model.containers.count == (status == 409 ? 1 : 2))
            // What it could not remove is found again.
            await next.sweep(client)
            #expect(engine.model.containers.count == 1)
        }
    }

    private func made(
        _ count: Int,
        in directory: FilePath,
        _ client: EngineClient
    ) async throws -> EphemeralContainers {
        let owner = try #require(OwnerID("3f2a9c1e-0000-4000-8000-000000000001"))
        let profile = try #require(ProfileName("dev"))
        let containers = try EphemeralContainers(in: directory, for: .init(owner: owner, profile: profile))
        for _ in 0..<count {
            _ = try await containers.create(.hardened(image: "example/tool:1", command: nil), on: client)
        }
        return containers
    }

    private func lend(_ body: (FilePath, FakeEngine, EngineClient) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await withFakeEngineAndClient { engine, client in
                _ = engine.model.addImage("example/tool:1", process: .echo)
                try await body(directory, engine, client)
            }
        }
    }
}
