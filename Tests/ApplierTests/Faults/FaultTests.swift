import Applier
import ContainerEngine
import Planner
import Spec
import TestSupport
import Testing

/// What single calls that go wrong do to an apply.
@Suite struct FaultTests {
    /// A fault that the second attempt does not meet.
    enum Passing: String, CaseIterable, Sendable {
        case serverError, resetBeforeEffect, lostAnswer, truncatedAnswer

        var fault: FakeFault {
            switch self {
            case .serverError: .status(500)
            case .resetBeforeEffect: .resetBeforeEffect
            case .lostAnswer: .resetAfterEffect
            case .truncatedAnswer: .truncatedAnswer
            }
        }
    }

    @Test(arguments: FleetScenario.allCases, Passing.allCases)
    func oneFailingCallOfAnyOperationIsNoFailure(scenario: FleetScenario, passing: Passing) async throws {
        let calls = ["/containers/create", "*/start", "*/rename", "*/stop"].map(RequestPattern.post) + [.delete("*")]
        for pattern in calls {
            try await FleetWorld.run { world in
                let desired = try await scenario.prepare(world)
                world.engine.inject(passing.fault, on: pattern)
                let report = try await world.reconciler().reconcile(desired)

                #expect([0, scenario.exitCode].contains(report.exitCode), "\(pattern) \(report)")
                try await world.expectConverged(to: try scenario.expected(desired), "\(pattern)")
            }
        }
    }

    @Test(arguments: [
        (500, OperationFailure.Code.engine, 3), (404, .imageMissing, 1), (400, .engine, 1), (403, .engine, 1),
    ])
    func aCreateThatKeepsFailingChangesNothing(status: Int, code: OperationFailure.Code, attempts: Int) async throws {
        try await FleetWorld.run { world in
            world.engine.forgetRequests()
            world.engine.inject(.status(status), on: .post("/containers/create"), times: 100)
            let report = try await world.reconciler().reconcile(try Sample.desired([try Sample.server("time")]))

            #expect(report.exitCode == 1)
            #expect(Self.failure(of: "time", in: report)?.code == code)
            #expect(world.engine.mutations.count == attempts)
            #expect(world.owned.isEmpty)
        }
    }

    @Test func aConflictThatNobodysContainerExplainsIsPlannedAgainAndGivenUp() async throws {
        try await FleetWorld.run { world in
            world.engine.inject(.status(409), on: .post("/containers/create"), times: 100)
            let report = try await world.reconciler(limits: { $0.plans = 2 })
                .reconcile(try Sample.desired([try Sample.server("time")]))

            #expect(report.exitCode == 1)
            #expect(Self.failure(of: "time", in: report)?.code == .superseded)
            #expect(world.owned.isEmpty)
        }
    }

    @Test func aStopThatKeepsFailingLeavesTheNewServerServingAndIsFinishedLater() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            world.engine.inject(.status(500), on: .post("*/stop"), times: 3)
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 7)
            #expect(world.owned.map(\.status) == [.running, .running, .running])
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aRemovalThatKeepsFailingIsFinishedLater() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.remove.prepare(world)
            world.engine.inject(.status(500), on: .delete("*"), times: 3)
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 7)
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test(arguments: [RequestPattern.post("*/stop"), .delete("*")])
    func whatIsGoneAlreadyIsNoFailure(pattern: RequestPattern) async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.remove.prepare(world)
            world.engine.inject(.status(404), on: pattern)
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aRemovalThatIsInProgressIsNoFailure() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.remove.prepare(world)
            let id = try #require(world.owned.first { $0.name.contains("-time-") }).id
            world.engine.inject(.status(409, message: "removal is already in progress"), on: .delete("*"))
            let reconciler = world.reconciler(events: { event in
                // Between the stop and the removal: the next inspect of the container is the one after the 409.
                guard case .started(let operation) = event, case .remove = operation.kind else { return }
                world.engine.inject(.status(404), on: .get("/containers/\(id.text)/json"))
            })
            let report = try await reconciler.reconcile(desired)

            #expect(report.exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aConflictOverAContainerThatStaysIsAFailure() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.remove.prepare(world)
            world.engine.inject(.status(409), on: .delete("*"))
            let report = try await world.reconciler().reconcile(desired)

            #expect(Self.failure(of: "time", in: report)?.code == .engine)
            #expect(report.exitCode == 7)
        }
    }

    @Test func aPullThatFailsOnceIsTriedAgain() async throws {
        try await FleetWorld.run { world in
            world.engine.model.addToRegistry("example/new:1.0")
            world.engine.inject(.status(500), on: .post("/images/create"))
            let desired = try Sample.desired([try Sample.server("new", image: "example/new:1.0")])

            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func anAdmissionThatHangsIsGivenUpAndRolledBack() async throws {
        try await FleetWorld.run { world in
            let clock = ManualClock()
            world.rollout.onAdmit { _ in await Signal().wait() }
            let server = try Sample.server("time") { $0.timeouts.start = .seconds(5) }
            let reconciler = world.reconciler(clock: clock, limits: { $0.admissionMargin = .seconds(1) })
            async let pending = reconciler.reconcile(try Sample.desired([server]))
            for await delay in clock.sleeps where delay == .seconds(6) { break }
            clock.advance(by: .seconds(6))
            let report = try await pending

            #expect(report.exitCode == 8)
            #expect(world.owned.isEmpty)
            guard case .rolledBack(let error) = try #require(report.outcomes.first).result else {
                Issue.record("\(report)")
                return
            }
            #expect(error.code == .timedOut)
        }
    }

    @Test func aCallThatHangsIsGivenUpAsUnanswered() async throws {
        try await FleetWorld.run { world in
            let clock = ManualClock()
            world.engine.inject(.stall(Gate()), on: .post("/containers/create"))
            let reconciler = world.reconciler(clock: clock, limits: { $0.call = .seconds(7) })
            async let pending = reconciler.reconcile(try Sample.desired([try Sample.server("time")]))
            for await delay in clock.sleeps where delay == .seconds(7) { break }
            clock.advance(by: .seconds(7))
            let report = try await pending

            #expect(Self.failure(of: "time", in: report)?.code == .unanswered)
            #expect(report.exitCode == 7)
        }
    }

    @Test func aRunThatHasNoTimeLeftBeginsNothing() async throws {
        try await FleetWorld.run { world in
            world.engine.forgetRequests()
            let report = try await world.reconciler(limits: { $0.overall = .zero })
                .reconcile(try Sample.desired([try Sample.server("time")]))

            #expect(world.engine.mutations == [])
            #expect(report.outcomes.map(\.result) == [.interrupted])
            #expect(report.exitCode == 1)
        }
    }

    @Test func aCandidateThatTheEndOfTheRunLeftUngatedIsNoServerForTheNextOne() async throws {
        try await FleetWorld.run { world in
            let (clock, started) = (ManualClock(), Signal())
            world.rollout.onAdmit { candidate in
                try? await world.client.start(candidate.container)
                started.fire()
                await Signal().wait()
            }
            let server = try Sample.server("time") { $0.timeouts.start = .seconds(60) }
            let desired = try Sample.desired([server])
            let reconciler = world.reconciler(
                clock: clock,
                limits: {
                    $0.overall = .seconds(5)
                    $0.call = .seconds(3)
                    $0.admissionMargin = .seconds(1)
                }
            )
            async let pending = reconciler.reconcile(desired)
            var awaited: Set<Duration> = [.seconds(5), .seconds(61)]
            for await delay in clock.sleeps where awaited.remove(delay) != nil && awaited.isEmpty { break }
            await started.wait()
            clock.advance(by: .seconds(5))
            let report = try await pending

            #expect(report.exitCode == 7, "\(report)")
            let failure = Self.failure(of: "time", in: report)
            #expect(failure?.message == "given up: the 5.0 seconds for the whole run were over")
            #expect(world.owned.isEmpty)
            world.rollout.onAdmit { _ in }
            #expect(try await world.reconciler().reconcile(desired).exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    private static func failure(of server: String, in report: ApplyReport) -> OperationFailure? {
        for outcome in report.outcomes where outcome.address.server.text == server {
            if case .failed(let failure) = outcome.result { return failure }
        }
        return nil
    }
}
