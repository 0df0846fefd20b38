import Applier
import ContainerEngine
import Planner
import Spec
import TestSupport
import Testing

@Suite struct InterruptionTests {
    @Test func whatIsInFlightIsFinishedAndNothingElseIsBegun() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let (gate, interruption) = (Gate(), Interruption())
            world.rollout.onAdmit { _ in await gate.pass() }
            async let pending = world.reconciler().reconcile(desired, interruption: interruption)
            await gate.waitUntilReached()
            interruption.request()
            gate.open()
            let report = try await pending

            #expect(report.outcomes.map(\.result) == [.unchanged, .interrupted])
            #expect(report.exitCode == 7)
            #expect(world.rollout.admitted.count == 3)
            #expect(world.rollout.drained.isEmpty)
            #expect(world.owned.map(\.status) == [.running, .running, .running])
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func whatIsNoLongerWantedIsNotWaitedForAndIsTakenUpAgain() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let (gate, interruption) = (Gate(), Interruption())
            world.rollout.onAdmit { _ in await gate.pass() }
            async let pending = world.reconciler().reconcile(desired, interruption: interruption)
            await gate.waitUntilReached()
            interruption.request(
                abandoning: Set(
                    desired.profiles.flatMap { profile in
                        profile.servers.map { ServerAddress(profile: profile.name, server: $0.name) }
                    }
                )
            )
            // The gate stays closed: only giving up ends the wait.
            let report = try await pending

            #expect(report.outcomes.map(\.result) == [.unchanged, .interrupted])
            #expect(world.rollout.drained.isEmpty)
            world.rollout.onAdmit { _ in }
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aServerThatRestsIsLeftAsItIs() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            var all = RestingServers()
            for server in ["time", "git"] { all.add(try Sample.address(server), becoming: nil) }
            world.engine.forgetRequests()
            let report = try await world.reconciler().reconcile(desired, resting: all)

            #expect(world.engine.mutations == [])
            #expect(report == ApplyReport(outcomes: [], changedEngine: false))
        }
    }

    @Test func cancellationEndsEvenWhatHangsAndRemovesNothing() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let gate = Gate()
            world.rollout.onAdmit { _ in await gate.pass() }
            world.engine.forgetRequests()
            let report = try await withThrowingTaskGroup(of: ApplyReport.self) { group in
                group.addTask { try await world.reconciler().reconcile(desired) }
                await gate.waitUntilReached()
                group.cancelAll()
                return try await group.next()
            }

            #expect(report?.exitCode == 7)
            #expect(world.engine.mutations.map(\.path) == ["/containers/create"])
            world.rollout.onAdmit { _ in }
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func anInterruptionBeforeTheRunChangesNothing() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let interruption = Interruption()
            interruption.request()
            world.engine.forgetRequests()
            let report = try await world.reconciler().reconcile(desired, interruption: interruption)

            #expect(world.engine.mutations == [])
            #expect(report.exitCode == 1)
        }
    }
}
