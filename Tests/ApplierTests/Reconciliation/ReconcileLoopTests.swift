@testable import Applier
import Planner
import Spec
import Synchronization
import TestSupport
import Testing

@Suite struct ReconcileLoopTests {
    @Test func theLoopLooksOnceWithoutAnyHint() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.endHints()
        try await world.run()

        #expect(world.runs.count == 1)
    }

    @Test func aRunThatFindsEverythingAsItWasTellsNothing() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onRun { number in
            if number < 3 { world.hint() } else { world.endHints() }
        }
        try await world.run()

        #expect(world.runs.count == 3)
        #expect(world.events == ["reconciled"])
    }

    @Test func aStateThatChangesOnlyForTheGatewayIsTold() async throws {
        let (first, second) = (try Sample.desired([]), try Sample.desired([], profile: "other"))
        let world = LoopWorld(desired: first)
        world.onRun { number in
            if number == 1 {
                world.desire(second)
                world.hint()
            } else {
                world.endHints()
            }
        }
        try await world.run()

        #expect(world.runs == [first, second])
        #expect(world.events == ["reconciled", "reconciled"])
    }

    @Test func aTreeThatDoesNotParseLeavesTheLastStateInForceAndIsToldOnce() async throws {
        let desired = try Sample.desired([])
        let world = LoopWorld(desired: desired)
        world.onRun { number in
            world.breakManifests("line 3: unknown key")
            if number < 3 { world.hint() } else { world.endHints() }
        }
        try await world.run()

        #expect(world.runs == [desired, desired, desired])
        #expect(world.events == ["reconciled", "rejected line 3: unknown key, keeping 1 profiles"])
    }

    @Test func nothingIsReconciledUntilATreeParses() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.breakManifests("line 1")
        world.onEvent { _ in world.endHints() }
        try await world.run()

        #expect(world.runs.isEmpty)
        #expect(world.events == ["rejected line 1, keeping nothing"])
    }

    @Test func hintsThatComeDuringARunBecomeOneFurtherRun() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onRun { number in
            guard number == 1 else { return world.endHints() }
            for _ in 0..<100 { world.hint() }
        }
        try await world.run()

        // The hints pass through a task of their own: the last ones may arrive after the second run has begun.
        #expect((2...3).contains(world.runs.count))
    }

    @Test func runsNeverOverlap() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onRun { number in
            world.hint()
            await Task.yield()
            if number == 20 { world.endHints() }
        }
        try await world.run()

        #expect(world.mostAtOnce == 1)
    }

    @Test func aFailureIsTriedAgainAfterItsDelayAndNotBefore() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onRun { number throws(ApplyError) in
            if number == 3 { return world.endHints() }
            world.hint()
            throw ApplyError(code: .engine, doing: "testing")
        }
        async let loop: Void = world.run()
        var delays: [Duration] = []
        for await delay in world.clock.sleeps.prefix(2) {
            delays.append(delay)
            world.clock.advance(by: delay)
        }
        try await loop

        #expect(delays == [.seconds(1), .seconds(2)])
        #expect(world.runs.count == 3)
        #expect(world.events == ["failed, again in 1.0 seconds", "failed, again in 2.0 seconds", "reconciled"])
    }

    @Test func theCommitThatMendsAFailureDoesNotWait() async throws {
        let (bad, good) = (try Sample.desired([], profile: "bad"), try Sample.desired([], profile: "good"))
        let world = LoopWorld(desired: bad)
        world.onRun { number throws(ApplyError) in
            if number == 2 { return world.endHints() }
            world.desire(good)
            world.hint()
            throw ApplyError(code: .engine, doing: "testing")
        }
        try await world.run()

        #expect(world.runs == [bad, good])
    }

    @Test func aReportWithARollbackIsTriedAgain() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        let rolledBack = ApplyReport.Outcome(
            address: try Sample.address("time"),
            action: .create,
            result: .rolledBack(AdmissionError(code: .exited, message: "ended"))
        )
        world.report(ApplyReport(outcomes: [rolledBack], changedEngine: true))
        world.onRun { number in
            if number == 2 { world.endHints() }
        }
        async let loop: Void = world.run()
        for await delay in world.clock.sleeps.prefix(1) { world.clock.advance(by: delay) }
        try await loop

        #expect(world.runs.count == 2)
        #expect(world.events.first == "reconciled, again in 1.0 seconds")
    }

    @Test func aNewerStateEndsTheRunUnderWay() async throws {
        let (first, second) = (try Sample.desired([]), try Sample.desired([], profile: "other"))
        let world = LoopWorld(desired: first)
        let left = ApplyReport.Outcome(address: try Sample.address("time"), action: .create, result: .interrupted)
        world.report(ApplyReport(outcomes: [left], changedEngine: true))
        world.onRun { number in
            guard number == 1 else {
                world.report(ApplyReport(outcomes: [], changedEngine: false))
                return world.endHints()
            }
            world.desire(second)
            world.hint()
            await world.waitForInterruption()
        }
        try await world.run()

        #expect(world.runs == [first, second])
        // What was left undone for the newer state is no failure, and is not told.
        #expect(world.resting == [[], []])
        #expect(world.events.first?.hasPrefix("reconciled") == true && world.events.count == 1)
    }

    @Test func aServerThatFailsLeavesTheOthersGoingAndIsTriedAgainLater() async throws {
        let desired = try Sample.desired([try Sample.server("bad"), try Sample.server("time")])
        let world = LoopWorld(desired: desired)
        let bad = try Sample.address("bad")
        let failed = ApplyReport.Outcome(
            address: bad,
            action: .create,
            result: .failed(OperationFailure(code: .engine, message: "refused"))
        )
        world.report(ApplyReport(outcomes: [failed], changedEngine: false))
        world.onRun { number in
            switch number {
            case 1:
                // A run that leaves a server alone reports nothing of it.
                world.report(ApplyReport(outcomes: [], changedEngine: false))
                world.hint()
            case 2: return
            default: world.endHints()
            }
        }
        async let loop: Void = world.run()
        for await delay in world.clock.sleeps.prefix(1) {
            while world.runs.count < 2 { await Task.yield() }
            world.clock.advance(by: delay)
        }
        try await loop

        #expect(world.resting == [[], [bad], []])
    }

    @Test func nothingIsReconciledWhileSuspendedAndItIsToldOnce() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.suspend(Suspension(since: 0, reason: "migration"))
        world.onEvent { event in
            if event.hasPrefix("suspended") {
                // The hint leads to a look while the suspension is still in force, and the end of hints to the last one.
                world.hint()
                world.endHints()
            }
        }
        try await world.run()

        #expect(world.runs.isEmpty)
        #expect(world.events == ["suspended: migration"])
    }

    @Test func resumingReconcilesAtOnceWhateverHasFailedBefore() async throws {
        let world = LoopWorld(desired: try Sample.desired([try Sample.server("time")]))
        world.onRun { number throws(ApplyError) in
            guard number == 1 else { return world.endHints() }
            world.suspend(Suspension(since: 0, reason: "migration"))
            world.hint()
            throw ApplyError(code: .engine, doing: "looking")
        }
        world.onEvent { event in
            guard event.hasPrefix("suspended") else { return }
            world.suspend(nil)
            world.hint()
        }
        try await world.run()

        #expect(world.runs.count == 2)
        #expect(world.events.suffix(3) == ["suspended: migration", "resumed", "reconciled"])
    }

    @Test func aSuspensionEndsByItself() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.suspend(Suspension(since: 0, until: 60))
        world.onRun { _ in world.endHints() }
        async let loop: Void = world.run()
        for await delay in world.clock.sleeps.prefix(1) {
            #expect(world.runs.isEmpty)
            #expect(delay > .seconds(60))
            world.suspend(nil)
            world.clock.advance(by: delay)
        }
        try await loop

        #expect(world.runs.count == 1)
        #expect(world.events == ["suspended: -", "resumed", "reconciled"])
    }

    @Test func anInterruptionEndsTheLoopAfterTheRunUnderWay() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onRun { _ in
            world.interruption.request()
            world.hint()
        }
        try await world.run()

        #expect(world.runs.count == 1)
    }

    @Test func anInterruptionEndsALoopThatWaitsForHints() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        world.onEvent { _ in world.interruption.request() }
        try await world.run()

        #expect(world.runs.count == 1)
    }

    @Test func cancellationEndsTheLoop() async throws {
        let world = LoopWorld(desired: try Sample.desired([]))
        let ran = Signal()
        world.onRun { _ in ran.fire() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await world.run() }
            await ran.wait()
            group.cancelAll()
            try await group.waitForAll()
        }

        #expect(world.runs.count == 1)
    }
}

/// A loop with scripted manifests, engine and clock.
private final class LoopWorld: Sendable {
    private struct State {
        var desired: DesiredState
        var reason: String?
        var suspension: Suspension?
        var report = ApplyReport(outcomes: [], changedEngine: false)
        var runs: [DesiredState] = []
        var resting: [RestingServers] = []
        /// What ends the run under way.
        var current = Interruption()
        var running = 0
        var mostAtOnce = 0
        var events: [String] = []
        var onRun: @Sendable (Int) async throws(ApplyError) -> Void = { _ in }
        var onEvent: @Sendable (String) -> Void = { _ in }
    }

    private struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }

    let clock = ManualClock()
    let interruption = Interruption()
    private let state: Mutex<State>
    private let hints: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init(desired: DesiredState) {
        state = Mutex(State(desired: desired))
        (hints, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
    }

    var runs: [DesiredState] { state.withLock(\.runs) }
    /// Which servers each run left alone.
    var resting: [RestingServers] { state.withLock(\.resting) }
    var events: [String] { state.withLock(\.events) }
    var mostAtOnce: Int { state.withLock(\.mostAtOnce) }

    /// Returns when the run under way is to end.
    func waitForInterruption() async { await state.withLock(\.current).wait() }

    func hint() { continuation.yield() }
    func endHints() { continuation.finish() }

    func desire(_ desired: DesiredState) {
        state.withLock { $0.desired = desired }
    }

    func breakManifests(_ reason: String) {
        state.withLock { $0.reason = reason }
    }

    func suspend(_ suspension: Suspension?) {
        state.withLock { $0.suspension = suspension }
    }

    func report(_ report: ApplyReport) {
        state.withLock { $0.report = report }
    }

    /// What a run does besides reporting, by its number from 1.
    func onRun(_ body: @escaping @Sendable (Int) async throws(ApplyError) -> Void) {
        state.withLock { $0.onRun = body }
    }

    func onEvent(_ body: @escaping @Sendable (String) -> Void) {
        state.withLock { $0.onEvent = body }
    }

    func run() async throws {
        try await ReconcileLoop(
            hints: hints,
            load: load,
            reconcile: { step, interruption async throws(ApplyError) in
                try await self.reconcile(step, interruption)
            },
            interruption: interruption,
            backoff: Backoff(first: .seconds(1), longest: .seconds(60)),
            clock: clock,
            suspension: { self.state.withLock(\.suspension) },
            now: { 0 },
            events: tell
        ).run()
    }

    @Sendable private func load() async throws -> DesiredState {
        let (desired, reason) = state.withLock { ($0.desired, $0.reason) }
        if let reason { throw Unreadable(description: reason) }
        return desired
    }

    private func reconcile(
        _ step: LoopState.Step,
        _ interruption: Interruption
    ) async throws(ApplyError) -> ApplyReport {
        let (number, onRun, report) = state.withLock { state in
            state.runs.append(step.desired)
            state.resting.append(step.resting)
            state.current = interruption
            state.running += 1
            state.mostAtOnce = max(state.mostAtOnce, state.running)
            return (state.runs.count, state.onRun, state.report)
        }
        defer { state.withLock { $0.running -= 1 } }
        try await onRun(number)
        return report
    }

    @Sendable private func tell(_ event: LoopEvent) async {
        let text =
            switch event {
            case .rejected(let error, nil): "rejected \(error), keeping nothing"
            case .rejected(let error, let kept?): "rejected \(error), keeping \(kept.profiles.count) profiles"
            case .reconciled(_, _, nil): "reconciled"
            case .reconciled(_, _, let delay?): "reconciled, again in \(delay)"
            case .suspended(let suspension): "suspended: \(suspension.reason ?? "-")"
            case .resumed: "resumed"
            case .quarantined(let servers): "quarantined \(servers.map(\.address))"
            case .failed(_, let delay): "failed, again in \(delay)"
            }
        let onEvent = state.withLock { state in
            state.events.append(text)
            return state.onEvent
        }
        onEvent(text)
    }
}
