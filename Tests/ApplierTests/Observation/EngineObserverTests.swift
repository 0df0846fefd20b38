import Applier
import ContainerEngine
import Planner
import Spec
import TestSupport
import Testing

@Suite struct EngineObserverTests {
    @Test func whatCarriesTheOwnersLabelOrNameIsObservedAndNothingElse() async throws {
        try await FleetWorld.run { world in
            let owner = try Sample.owner()
            let namesake = ContainerConfiguration(image: ImageName("example/time:1.0"))
            _ = try await world.client.create(named: "mcpr-\(owner.short)-time-01234567", namesake)
            let observed = try await EngineObserver(engine: world.client).observe(owner, images: [])

            #expect(Set(observed.containers.map(\.name)) == ["imposter", "mcpr-\(owner.short)-time-01234567"])
        }
    }

    @Test func onlyReadingCallsAreMade() async throws {
        try await FleetWorld.run { world in
            world.engine.forgetRequests()
            _ = try await EngineObserver(engine: world.client).observe(try Sample.desired([try Sample.server("time")]))

            #expect(world.engine.requests.count { $0.path == "/containers/json" } == 1)
            #expect(world.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
        }
    }

    @Test func imagesAreObservedByTheNameThatWasAskedFor() async throws {
        try await FleetWorld.run { world in
            let (there, missing) = (try Sample.image("example/time:2.0"), try Sample.image("example/none:1.0"))
            let observed = try await EngineObserver(engine: world.client)
                .observe(try Sample.owner(), images: [there, missing])

            #expect(observed.images.keys.map(\.text) == ["example/time:2.0"])
            #expect(observed.images[there]?.command == ["/server", "two"])
            #expect(observed.images[there]?.environment == [EnvironmentVariable(name: "PATH", value: "/usr/bin:/bin")])
        }
    }

    @Test func aContainerThatVanishesBetweenListAndInspectIsLeftOut() async throws {
        try await FleetWorld.run { world in
            world.engine.inject(.status(404), on: .get("/containers/*/json"))
            let observed = try await EngineObserver(engine: world.client).observe(try Sample.owner(), images: [])

            #expect(observed.containers.isEmpty)
        }
    }

    @Test func anInspectThatFailsOtherwiseFailsTheWhole() async throws {
        try await FleetWorld.run { world in
            world.engine.inject(.status(500), on: .get("/containers/*/json"))
            await #expect(throws: ApplyError.self) {
                try await EngineObserver(engine: world.client).observe(try Sample.owner(), images: [])
            }
        }
    }

    @Test(arguments: [1, 2, 8])
    func manyContainersAreAllObservedWhateverTheWidth(width: Int) async throws {
        try await FleetWorld.run { world in
            let servers = try (0..<20).map { try Sample.server("s\($0)") }
            _ = try await world.reconciler().reconcile(try Sample.desired(servers))
            let observed = try await EngineObserver(engine: world.client, width: width)
                .observe(try Sample.owner(), images: [])

            #expect(observed.containers.count == 21)
            #expect(observed.containers.allSatisfy { $0.state == .running })
        }
    }

    @Test(arguments: UInt64(1)...20)
    func aContainerReadsBackFromTheEngineAsItWasApplied(seed: UInt64) async throws {
        try await FleetWorld.run { world in
            var random = SplitMix64(state: seed)
            let definition = try ContainerDefinition.random(using: &random)
            let server = try Sample.server("any") { server in
                server.command = definition.command
                server.environment = definition.environment
                server.user = definition.user
                server.mounts = definition.mounts
                server.network = definition.network
                server.extraHosts = definition.extraHosts
                server.resources = definition.resources
            }
            let desired = try Sample.desired([server])
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0, "seed \(seed)")
            try await world.expectConverged(to: desired, "seed \(seed)")
        }
    }
}
