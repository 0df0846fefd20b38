import Applier
import ContainerEngine
import Planner
import Spec
import TestSupport
import Testing

/// An apply that ends anywhere, as by SIGKILL, is finished by the next one.
@Suite struct CrashTests {
    @Test(arguments: FleetScenario.allCases, [1, 8])
    func aRunThatEndsAfterAnyOperationIsFinishedByTheNext(scenario: FleetScenario, width: Int) async throws {
        let operations = try await Self.operations(of: scenario)
        try #require(operations > 0)
        for last in 0..<operations {
            try await FleetWorld.run { world in
                let desired = try await scenario.prepare(world)
                let before = Gated(world)
                let interruption = Interruption()
                let counter = Countdown(last) { interruption.request() }
                let reconciler = world.reconciler(limits: { $0.width = width }) { event in
                    switch event {
                    case .planned: counter.arm()
                    case .finished, .rolledBack, .failed: counter.tick()
                    case .noted, .started, .withheld: break
                    }
                }
                let report = try await reconciler.reconcile(desired, interruption: interruption)
                if width == 1 { #expect(!report.isConverged, "after \(last) of \(operations)") }
                let comment: Comment = "after \(last) of \(operations)"
                try await Self.expectNextRunConverges(world, scenario, desired, gated: before, comment)
            }
        }
    }

    @Test(arguments: FleetScenario.allCases, [1, 8])
    func aRunThatEndsWithAnyCallIsFinishedByTheNext(scenario: FleetScenario, width: Int) async throws {
        let calls = try await Self.calls(of: scenario)
        try #require(calls > 0)
        for last in 1...calls {
            try await FleetWorld.run { world in
                let desired = try await scenario.prepare(world)
                let before = Gated(world)
                try await Self.dieAfter(last, in: world, desired, width: width)
                let comment: Comment = "after call \(last) of \(calls)"
                try await Self.expectNextRunConverges(world, scenario, desired, gated: before, comment)
            }
        }
    }

    /// What runs before a run, and how many candidates had passed their gates by then: whatever is started later has to
    /// pass its own.
    private struct Gated {
        private let running: Set<ContainerID>
        private let count: Int

        init(_ world: FleetWorld) {
            running = Set(world.owned.filter { $0.status == .running }.map(\.id))
            count = world.rollout.admitted.count
        }

        /// The containers that have passed their gate and not been started again since.
        func after(_ rollouts: ScriptedRollout...) -> Set<ContainerID> {
            let admitted = rollouts.enumerated().flatMap { $1.admitted.dropFirst($0 == 0 ? count : 0) }
            return running.union(admitted.map(\.container))
        }
    }

    /// Runs until the given call, which is carried out without an answer; nothing more reaches the engine after it.
    private static func dieAfter(
        _ last: Int,
        in world: FleetWorld,
        _ desired: DesiredState,
        width: Int
    ) async throws {
        let open = Gate()
        open.open()
        if last > 1 { world.engine.inject(.stall(open), on: .any, times: last - 1) }
        world.engine.inject(.resetAfterEffect, on: .any)
        world.rollout.dieOnFailure()
        let interruption = Interruption()
        let reconciler = world.reconciler(limits: { limits in
            limits.width = width
            limits.attempts = 1
        }) { event in
            if case .failed = event { interruption.request() }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // What it ends with is of no interest: nobody is left to hear it.
                _ = try? await reconciler.reconcile(desired, interruption: interruption)
                world.rollout.died.fire()
            }
            await world.rollout.died.wait()
            group.cancelAll()
        }
    }

    private static func expectNextRunConverges(
        _ world: FleetWorld,
        _ scenario: FleetScenario,
        _ desired: DesiredState,
        gated before: Gated,
        _ comment: Comment
    ) async throws {
        let rollout = ScriptedRollout(world.client)
        if scenario == .rollback { rollout.refuse("time") }
        var limits = ExecutionLimits.standard
        limits.retryDelay = .zero
        let next = Reconciler(engine: world.client, rollout: rollout, lock: nil, limits: limits)
        let report = try await next.reconcile(desired)

        #expect([0, scenario.exitCode].contains(report.exitCode), comment)
        try await world.expectConverged(to: try scenario.expected(desired), comment)
        let gated = before.after(world.rollout, rollout)
        for container in world.owned where container.status == .running {
            #expect(gated.contains(container.id) && !container.name.hasSuffix("-candidate"), comment)
        }
        world.engine.forgetRequests()
        _ = try await next.reconcile(try scenario.expected(desired))
        #expect(world.engine.mutations == [], comment)
    }

    private static func operations(of scenario: FleetScenario) async throws -> Int {
        let log = EventLog()
        try await FleetWorld.run { world in
            let desired = try await scenario.prepare(world)
            _ = try await world.reconciler(events: log.add).reconcile(desired)
        }
        return log.events.count { if case .started = $0 { true } else { false } }
    }

    private static func calls(of scenario: FleetScenario) async throws -> Int {
        var calls = 0
        try await FleetWorld.run { world in
            let desired = try await scenario.prepare(world)
            world.engine.forgetRequests()
            _ = try await world.reconciler().reconcile(desired)
            calls = world.engine.requests.count
        }
        return calls
    }
}
