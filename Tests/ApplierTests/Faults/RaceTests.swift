import Applier
import ContainerEngine
import FoundationEssentials
import Planner
import Spec
import TestSupport
import Testing

/// Two appliers at work on one engine at once, without a lock between them: as on two hosts.
@Suite struct RaceTests {
    /// The rounds of each race: 50 and 20, or as many of both as `RACE_ROUNDS` says.
    private static let rounds = ProcessInfo.processInfo.environment["RACE_ROUNDS"].flatMap(UInt64.init)

    @Test(arguments: 1...max(1, rounds ?? 50))
    func twoAppliersOfOneStateEndInIt(seed: UInt64) async throws {
        try await FleetWorld.run { world in
            var random = SplitMix64(state: seed)
            let scenario = try #require(FleetScenario.allCases.filter { $0 != .rollback }.randomElement(using: &random))
            let desired = try await scenario.prepare(world)
            let pauses = (UInt64.random(in: .min ... .max, using: &random), Int.random(in: 1...8, using: &random))
            try await withEngineClient(world.engine.endpoint) { client in
                let reports = try await withThrowingTaskGroup(of: ApplyReport.self) { group in
                    for (index, client) in [world.client, client].enumerated() {
                        let applier = Self.applier(client, seed: pauses.0 &+ UInt64(index), width: pauses.1)
                        group.addTask { try await applier.reconcile(desired) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(reports.map(\.exitCode) == [0, 0], "seed \(seed), \(scenario), \(reports)")
            }
            try await world.expectConverged(to: desired, "seed \(seed), \(scenario)")
        }
    }

    @Test(arguments: 1...max(1, rounds ?? 20))
    func twoAppliersWithALockEndInTheStateOfTheLast(seed: UInt64) async throws {
        let directory = try TemporaryDirectory()
        try await FleetWorld.run { world in
            let log = EventLog()
            let states = try ["example/time:1.0", "example/time:2.0"].map {
                try Sample.desired([try Sample.server("time", image: $0)])
            }
            let lock = ApplyLock(environment: ["XDG_RUNTIME_DIR": directory.path], userID: 0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, desired) in states.enumerated() {
                    let applier = Self.applier(
                        world.client,
                        seed: seed &+ UInt64(index),
                        width: 8,
                        lock: lock,
                        events: log.add
                    )
                    group.addTask {
                        let report = try await applier.reconcile(desired)
                        #expect(report.exitCode == 0)
                    }
                }
                try await group.waitForAll()
            }
            let last = try #require(log.events.compactMap(Self.createdImage).last)
            let desired = try #require(states.first { $0.profiles.flatMap(\.servers).map(\.image) == [last] })
            try await world.expectConverged(to: desired, "seed \(seed)")
        }
    }

    @Test func aCandidateThatAnotherApplierRemovesIsPlannedAgain() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            let removed = Signal()
            world.rollout.onAdmit { candidate in
                guard !removed.hasFired else { return }
                removed.fire()
                // Whether this succeeds shows in what the admission finds.
                try? await world.client.remove(candidate.container, .killing)
            }
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 0)
            #expect(world.rollout.admitted.count == 1)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aFightThatDoesNotEndIsGivenUp() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            world.rollout.onAdmit { candidate in
                // Somebody removes whatever is created, every time.
                try? await world.client.remove(candidate.container, .killing)
            }
            let report = try await world.reconciler(limits: { $0.plans = 3 }).reconcile(desired)

            #expect(report.exitCode == 7)
            #expect(world.rollout.admitted.isEmpty)
            #expect(world.owned.isEmpty)
        }
    }

    private static func applier(
        _ client: EngineClient,
        seed: UInt64,
        width: Int,
        lock: ApplyLock? = nil,
        events: @escaping @Sendable (ApplyEvent) -> Void = { _ in }
    ) -> Reconciler {
        let rollout = ScriptedRollout(client)
        rollout.onAdmit { candidate in
            var random = SplitMix64(state: seed &+ UInt64(candidate.identity.containerName.utf8.count))
            for _ in 0..<Int.random(in: 0...50, using: &random) { await Task.yield() }
        }
        var limits = ExecutionLimits.standard
        limits.width = width
        limits.retryDelay = .zero
        return Reconciler(engine: client, rollout: rollout, lock: lock, limits: limits, events: events)
    }

    private static func createdImage(_ event: ApplyEvent) -> ImageReference? {
        guard case .finished(let operation, _) = event, case .create(let order) = operation.kind else { return nil }
        return order.definition.image
    }
}
