import Applier
import ContainerEngine
import Planner
import Spec
import Synchronization
import TestSupport
import Testing

@Suite struct ReconcilerTests {
    @Test(arguments: FleetScenario.allCases)
    func oneRunBringsTheDesiredState(scenario: FleetScenario) async throws {
        try await FleetWorld.run { world in
            let desired = try await scenario.prepare(world)
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == scenario.exitCode)
            #expect(report.changedEngine)
            try await world.expectConverged(to: try scenario.expected(desired))
        }
    }

    @Test(arguments: FleetScenario.allCases.filter { $0 != .rollback })
    func aSecondRunChangesNothing(scenario: FleetScenario) async throws {
        try await FleetWorld.run { world in
            let desired = try await scenario.prepare(world)
            _ = try await world.reconciler().reconcile(desired)
            world.engine.forgetRequests()
            let report = try await world.reconciler().reconcile(desired)

            #expect(world.engine.mutations == [])
            #expect(!world.engine.requests.isEmpty)
            #expect(report.exitCode == 0)
            #expect(!report.changedEngine)
            #expect(report.outcomes.allSatisfy { $0.result == .unchanged })
        }
    }

    @Test(arguments: FleetScenario.allCases)
    func aPlanChangesNothing(scenario: FleetScenario) async throws {
        try await FleetWorld.run { world in
            let desired = try await scenario.prepare(world)
            world.engine.forgetRequests()
            let plan = try await world.reconciler().plan(desired)

            #expect(!plan.isNoOp)
            #expect(world.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
        }
    }

    @Test func whatWasDoneIsToldBeforeTheNextRun() async throws {
        try await FleetWorld.run { world in
            let runs = Mutex<[ReconcileRun]>([])
            let reconciler = world.reconciler(ended: { run in runs.withLock { $0.append(run) } })
            let desired = try Sample.desired([try Sample.server("time")])
            let report = try await reconciler.reconcile(desired)
            _ = try await reconciler.reconcile(desired)
            world.rollout.refuse("bad")
            let worse = try Sample.desired([try Sample.server("time"), try Sample.server("bad")])
            _ = try await reconciler.reconcile(worse, scope: PlanScope(targets: ["bad"]))

            let told = runs.withLock { $0 }
            #expect(told.map(\.desired) == [desired, desired, worse])
            #expect(told.first?.report == report)
            #expect(told.map(\.isWorthRemembering) == [true, false, true])
            #expect(told.map(\.scope.targets) == [[], [], ["bad"]])
        }
    }

    @Test func whatIsAboutToBeDoneIsToldBeforeItIsDone() async throws {
        try await FleetWorld.run { world in
            let begun = Mutex<[(run: BegunRun, mutations: Int)]>([])
            let ended = Mutex<[ReconcileRun]>([])
            let reconciler = world.reconciler(
                begun: { run in begun.withLock { $0.append((run, world.engine.mutations.count)) } },
                ended: { run in ended.withLock { $0.append(run) } }
            )
            let desired = try Sample.desired([try Sample.server("time")])
            world.engine.forgetRequests()
            _ = try await reconciler.reconcile(desired)
            _ = try await reconciler.reconcile(desired)
            let (told, done) = (begun.withLock { $0 }, ended.withLock { $0 })
            #expect(told.map(\.mutations) == [0])
            #expect(told.first?.run.plan.changes.map(\.action) == [.create])
            #expect(done.map(\.hasBegun) == [true, false])
            #expect(done.first?.id == told.first?.run.id && done.last?.id != done.first?.id)
            #expect(done.map(\.status) == [0, 0])
        }
    }

    @Test func aRunThatHasBegunAndCannotLookAgainIsToldToHaveEnded() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("new", image: "example/new:1.0")])
            world.engine.model.addToRegistry("example/new:1.0")
            let runs = Mutex<[ReconcileRun]>([])
            let reconciler = world.reconciler(
                limits: { $0.attempts = 1 },
                begun: { _ in world.engine.inject(.status(500), on: .get("/containers/json*"), times: 9) },
                ended: { run in runs.withLock { $0.append(run) } }
            )
            let error = await #expect(throws: ApplyError.self) { try await reconciler.reconcile(desired) }
            #expect(error?.code == .engine)
            #expect(runs.withLock { $0.map(\.status) } == [1])
            #expect(runs.withLock { $0.map(\.isWorthRemembering) } == [true])
        }
    }

    @Test func anInterruptedRunHasTheStatusOfItsInterruption() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            let runs = Mutex<[ReconcileRun]>([])
            let interruption = Interruption()
            let reconciler = world.reconciler(
                begun: { _ in interruption.request(endingWith: 143) },
                ended: { run in runs.withLock { $0.append(run) } }
            )
            let report = try await reconciler.reconcile(desired, interruption: interruption)
            #expect(!report.isConverged)
            #expect(runs.withLock { $0.map(\.status) } == [143])
        }
    }

    @Test func whoeverIsHeldWhileWaitingForTheLockBeginsNothing() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            let runs = Mutex(0)
            world.engine.forgetRequests()
            let held = world.reconciler(isHeld: { true }, ended: { _ in runs.withLock { $0 += 1 } })
            let error = await #expect(throws: ApplyError.self) { try await held.reconcile(desired) }
            #expect(error?.code == .interrupted)
            #expect(world.engine.mutations == [])
            #expect(runs.withLock { $0 } == 0)
        }
    }

    @Test func thePlanThatWasAgreedToIsCarriedOut() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let plan = try await world.reconciler().plan(desired)
            let report = try await world.reconciler().reconcile(desired, approval: Approval(plan))

            #expect(report.exitCode == 0)
            try await world.expectConverged(to: desired)
        }
    }

    @Test func aPlanThatTheEngineHasOutrunIsNotCarriedOut() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let plan = try await world.reconciler().plan(desired)
            let old = try #require(world.owned.first { $0.name.contains("-time-") })
            try await world.client.remove(old.id, .killing)
            world.engine.forgetRequests()

            let error = await #expect(throws: ApplyError.self) {
                try await world.reconciler().reconcile(desired, approval: Approval(plan))
            }
            #expect(error?.code == .stale)
            #expect(error?.exitCode == 5)
            #expect(world.engine.mutations == [])
        }
    }

    @Test func aReplacementServesBeforeTheOldServerEnds() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.replace.prepare(world)
            let old = try #require(world.owned.first { $0.name.contains("-time-") })
            world.engine.forgetRequests()
            _ = try await world.reconciler().reconcile(desired)

            let calls = world.engine.mutations.map(\.description)
            let new = try #require(world.owned.first { $0.name.contains("-time-") })
            #expect(
                calls == [
                    "POST /containers/create",
                    "POST /containers/\(new.id.text)/start",
                    "POST /containers/\(new.id.text)/rename",
                    "POST /containers/\(old.id.text)/stop",
                    "DELETE /containers/\(old.id.text)",
                ]
            )
            #expect(world.rollout.drained == [old.id])
        }
    }

    @Test func aCandidateThatFailsItsGateIsRemovedAndTheOldServerKeepsServing() async throws {
        try await FleetWorld.run { world in
            let desired = try await FleetScenario.rollback.prepare(world)
            let before = world.owned.map(\.id)
            let log = EventLog()
            let report = try await world.reconciler(events: log.add).reconcile(desired)

            #expect(world.owned.map(\.id) == before)
            #expect(world.owned.map(\.starts) == [1, 1])
            #expect(world.rollout.drained.isEmpty)
            let failed = try #require(report.outcomes.first { $0.address.server.text == "time" })
            guard case .rolledBack(let error) = failed.result else {
                Issue.record("\(failed)")
                return
            }
            #expect(error.standardError == ["no such option"])
            #expect(log.events.contains { if case .rolledBack = $0 { true } else { false } })
        }
    }

    @Test func oneServersFailureLeavesTheOthersGoing() async throws {
        try await FleetWorld.run { world in
            world.rollout.refuse("bad")
            let desired = try Sample.desired([try Sample.server("bad"), try Sample.server("good")])
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 8)
            #expect(world.owned.map(\.status) == [.running])
            try await world.expectConverged(to: try Sample.desired([try Sample.server("good")]))
        }
    }

    @Test func aMissingImageIsPulledAndThenServed() async throws {
        try await FleetWorld.run { world in
            world.engine.model.addToRegistry("example/new:1.0")
            let desired = try Sample.desired([try Sample.server("new", image: "example/new:1.0")])
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 0)
            #expect(report.outcomes.map(\.action) == [.create])
            try await world.expectConverged(to: desired)
        }
    }

    @Test func anImageThatIsNotToBeHadFailsItsServerAlone() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([
                try Sample.server("gone", image: "example/gone:1.0"), try Sample.server("time"),
            ])
            let report = try await world.reconciler().reconcile(desired)
            let gone = try #require(report.outcomes.first)
            guard case .failed(let failure) = gone.result else {
                Issue.record("\(gone)")
                return
            }

            #expect(failure.code == .imageMissing)
            #expect(failure.message.contains("example/gone:1.0"))
            #expect(report.exitCode == 7)
            try await world.expectConverged(to: try Sample.desired([try Sample.server("time")]))
        }
    }

    @Test func aMissingImageOfAReplacementLeavesTheOldServerServing() async throws {
        try await FleetWorld.run { world in
            let first = try Sample.desired([try Sample.server("time")])
            _ = try await world.reconciler().reconcile(first)
            let desired = try Sample.desired([try Sample.server("time", image: "example/gone:1.0")])
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 1)
            try await world.expectConverged(to: first)
        }
    }

    @Test func destroyingIsReconcilingWithNothing() async throws {
        try await FleetWorld.run { world in
            _ = try await FleetScenario.restart.prepare(world)
            let report = try await world.reconciler().reconcile(try Sample.desired([]))

            #expect(report.exitCode == 0)
            #expect(report.outcomes.map(\.action) == [.remove, .remove])
            #expect(world.owned.isEmpty)
            world.expectForeignUntouched()
        }
    }

    @Test func aNameThatSomebodyElseHasIsRefusedAndNotTaken() async throws {
        try await FleetWorld.run { world in
            let desired = try Sample.desired([try Sample.server("time")])
            _ = try await world.reconciler().reconcile(desired)
            let name = try #require(world.owned.first).name
            try await world.client.remove(ContainerID(name), .killing)
            let image = ImageName("example/time:1.0")
            let thief = try await world.client.create(named: name, ContainerConfiguration(image: image))
            let report = try await world.reconciler().reconcile(desired)

            #expect(report.exitCode == 1)
            #expect(world.owned.map(\.id) == [thief])
            #expect(world.owned.map(\.status) == [.created])
        }
    }

    @Test func aHeldLockRefusesTheRunBeforeItLooks() async throws {
        let directory = try TemporaryDirectory()
        let lock = ApplyLock(environment: ["XDG_RUNTIME_DIR": directory.path], userID: 0)
        let desired = try Sample.desired([try Sample.server("time")])
        try await FleetWorld.run { world in
            world.engine.forgetRequests()
            let reconciler = world.reconciler(lock: lock, limits: { $0.lockWait = .zero })
            let code = try await lock.withLock(of: desired.owner, waitingUpTo: .zero) {
                () async throws(ApplyError) -> ApplyError.Code? in
                do throws(ApplyError) {
                    _ = try await reconciler.reconcile(desired)
                    return nil
                } catch {
                    return error.code
                }
            }

            #expect(code == .locked)
            #expect(world.engine.requests.isEmpty)
            let report = try await reconciler.reconcile(desired)
            #expect(report.exitCode == 0)
        }
    }

    @Test func anEngineThatDoesNotAnswerIsAnError() async throws {
        try await withEngineClient(.unixSocket(path: "/nonexistent/docker.sock")) { client in
            let reconciler = Reconciler(engine: client, rollout: ScriptedRollout(client), lock: nil)
            do {
                _ = try await reconciler.reconcile(try Sample.desired([]))
                Issue.record("reconciled without an engine")
            } catch let error as ApplyError {
                #expect(error.code == .engine)
                #expect(error.engineError?.code == .unreachable)
                #expect(error.exitCode == 1)
            }
        }
    }
}
