import Spec
import Testing

@testable import Applier
@testable import Planner

@Suite struct LoopStateTests {
    private static let backoff = Backoff(first: .seconds(1), longest: .seconds(60))

    @Test func nothingIsReconciledBeforeAStateWasAccepted() {
        var state = LoopState(backoff: Self.backoff)

        #expect(state.next(on: [.hint]) == nil)
        _ = state.reject(Unreadable(reason: "line 3"))
        #expect(state.next(on: [.hint]) == nil)
    }

    @Test func aRejectionKeepsTheLastAcceptedState() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)

        _ = state.reject(Unreadable(reason: "line 3"))
        #expect(state.next(on: [.hint]) == LoopState.Step(desired: desired))
    }

    @Test func theSameRejectionIsToldOnceUntilAStateIsAccepted() throws {
        var state = LoopState(backoff: Self.backoff)

        let repeated = ["line 3", "line 3", "line 4"].map { state.reject(Unreadable(reason: $0)) }
        #expect(repeated == [true, false, true])
        state.accept(try Sample.desired([]))
        let afterwards = state.reject(Unreadable(reason: "line 4"))
        #expect(afterwards)
    }

    @Test func aStateForWhichNothingCouldBeDoneWaitsForItsOwnRetry() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)
        let retry = state.fail(desired)

        #expect(retry.delay == .seconds(1))
        #expect(state.next(on: [.hint]) == nil)
        #expect(state.next(on: [.retry(0)]) == nil)
        #expect(state.next(on: [.hint, retry.occasion]) == LoopState.Step(desired: desired))
    }

    @Test func eachFurtherFailureWaitsLonger() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        let step = LoopState.Step(desired: desired)
        var delays: [Duration?] = [state.fail(desired).delay, state.fail(desired).delay, state.fail(desired).delay]
        delays.append(state.finish(step, try report("time", .applied)).first?.delay)
        delays.append(state.fail(desired).delay)

        #expect(delays == [.seconds(1), .seconds(2), .seconds(4), nil, .seconds(1)])
    }

    @Test func whatFailsItsGateAgainAndAgainIsLeftAloneUntilItIsSomethingElse() throws {
        var state = LoopState(backoff: Self.backoff)
        let address = try Sample.address("time")
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)
        let failed = try report("time", .rolledBack(AdmissionError(code: .exited, message: "ended")))
        // What the engine fails at is no fault of the candidate.
        let refused = try report("time", .failed(OperationFailure(code: .engine, message: "refused")))
        var retries: [Int] = []
        for outcome in [refused, failed, refused, failed, failed] {
            let step = LoopState.Step(desired: desired)
            retries.append(state.finish(step, outcome).count)
        }
        #expect(retries == [1, 1, 1, 1, 0] && Set(state.quarantined.keys) == [address])
        #expect(state.quarantined[address]?.reason == "ended")
        #expect(state.next(on: [.hint])?.resting == [address])

        state.accept(try Sample.desired([try Sample.server("time", image: "other")]))
        #expect(state.next(on: [.hint])?.resting == [])
        state.accept(desired)
        _ = state.observe(Suspension(since: 0))
        _ = state.observe(nil)
        #expect(state.next(on: [.hint])?.resting == [] && state.quarantined.isEmpty)
    }

    @Test func whatWasBuiltAnewDoesNotRestAndIsNoLongerQuarantined() throws {
        var state = LoopState(backoff: Self.backoff)
        let address = try Sample.address("time")
        let desired = try Sample.desired([try Sample.server("time")])
        let (old, new) = (
            SpecHash("v1:" + String(repeating: "a", count: 64)), SpecHash("v1:" + String(repeating: "b", count: 64))
        )
        state.accept(desired)
        var failed = try report("time", .rolledBack(AdmissionError(code: .exited, message: "ended")))
        failed.outcomes[0].spec = old
        for _ in 0..<3 { _ = state.finish(LoopState.Step(desired: desired), failed) }
        let step = try #require(state.next(on: [.hint]))
        #expect(step.resting.contains(address, becoming: old) && !step.resting.contains(address, becoming: new))
        _ = state.finish(step, ApplyReport(outcomes: [], changedEngine: false))
        #expect(Set(state.quarantined.keys) == [address])

        failed.outcomes[0].spec = new
        let retries = state.finish(step, failed)
        #expect(retries.map(\.delay) == [.seconds(1)] && state.quarantined.isEmpty)
    }

    @Test func whatSomebodyTakesOutOfQuarantineIsTriedAtOnce() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)
        let failed = try report("time", .rolledBack(AdmissionError(code: .exited, message: "ended")))
        for _ in 0..<3 { _ = state.finish(LoopState.Step(desired: desired), failed) }
        state.release([try Sample.address("time")])
        #expect(state.next(on: [.hint]) == LoopState.Step(desired: desired) && state.quarantined.isEmpty)
    }

    @Test func anotherStateDoesNotWaitForTheRetryOfTheFailedOne() throws {
        var state = LoopState(backoff: Self.backoff)
        let (bad, good) = (try Sample.desired([try Sample.server("bad")]), try Sample.desired([]))
        state.accept(bad)
        _ = state.fail(bad)
        state.accept(good)

        #expect(state.next(on: [.hint]) == LoopState.Step(desired: good))
    }

    @Test func onlyTheServerThatFailedRestsAndEachHasItsOwnWait() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("bad"), try Sample.server("time")])
        let bad = try Sample.address("bad")
        state.accept(desired)
        let first = state.finish(LoopState.Step(desired: desired), try report("bad", Self.refused))
        let retry = try #require(first.first)
        #expect(retry.delay == .seconds(1))
        #expect(state.next(on: [.hint]) == LoopState.Step(desired: desired, resting: [bad]))
        // A look that leaves it alone changes nothing about its wait.
        #expect(state.finish(LoopState.Step(desired: desired, resting: [bad]), try report("time", .unchanged)) == [])
        #expect(state.next(on: [retry.occasion]) == LoopState.Step(desired: desired))
        let second = state.finish(LoopState.Step(desired: desired), try report("bad", Self.refused))
        #expect(second.map(\.delay) == [.seconds(2)])
        let mended = state.finish(LoopState.Step(desired: desired), try report("bad", .applied))
        #expect(mended == [])
        #expect(state.next(on: [.hint]) == LoopState.Step(desired: desired))
    }

    @Test func aServerThatIsWantedOtherwiseDoesNotRest() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("bad")])
        state.accept(desired)
        _ = state.finish(LoopState.Step(desired: desired), try report("bad", Self.refused))
        let mended = try Sample.desired([try Sample.server("bad", image: "example/time:2.0")])
        state.accept(mended)

        #expect(state.next(on: [.hint]) == LoopState.Step(desired: mended))
    }

    @Test func whatANewerStateLeftUndoneDoesNotRest() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)
        let retries = state.finish(
            LoopState.Step(desired: desired),
            try report("time", .interrupted),
            isSuperseded: true
        )

        #expect(retries == [])
        #expect(state.next(on: [.hint]) == LoopState.Step(desired: desired))
    }

    @Test func driftThatIsOnlyReportedIsToldOnce() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        var report = ApplyReport(outcomes: [], changedEngine: false)
        let before = [state.isNews(desired, report), state.isNews(desired, report)]
        report.drift = [
            DriftFinding(address: try Sample.address("time"), container: "c", kind: .state(.paused), outcome: .leave)
        ]
        let after = [state.isNews(desired, report), state.isNews(desired, report)]
        #expect(before == [true, false] && after == [true, false])
        report.drift = []
        let mended = state.isNews(desired, report)
        #expect(mended)
    }

    @Test func aMissingConsentIsToldOnce() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([])
        var report = ApplyReport(outcomes: [], changedEngine: false)
        report.withheld = [Consent(kind: .prune(4), addresses: [], detail: "removes 4 of 4 servers")]
        let told = [state.isNews(desired, report), state.isNews(desired, report)]
        #expect(told == [true, false])
        report.withheld = []
        let settled = state.isNews(desired, report)
        #expect(settled)
    }

    private static let refused = ApplyReport.Result.failed(OperationFailure(code: .engine, message: "refused"))

    private func report(_ server: String, _ result: ApplyReport.Result) throws -> ApplyReport {
        let outcome = ApplyReport.Outcome(address: try Sample.address(server), action: .create, result: result)
        return ApplyReport(outcomes: [outcome], changedEngine: false)
    }

    private struct Unreadable: Error {
        var reason: String
    }
}
