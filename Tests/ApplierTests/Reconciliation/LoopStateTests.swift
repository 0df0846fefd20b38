@testable import Applier
import Spec
import Testing

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
        #expect(state.next(on: [.hint]) == desired)
    }

    @Test func theSameRejectionIsToldOnceUntilAStateIsAccepted() throws {
        var state = LoopState(backoff: Self.backoff)

        let repeated = ["line 3", "line 3", "line 4"].map { state.reject(Unreadable(reason: $0)) }
        #expect(repeated == [true, false, true])
        state.accept(try Sample.desired([]))
        let afterwards = state.reject(Unreadable(reason: "line 4"))
        #expect(afterwards)
    }

    @Test func aFailedStateWaitsForItsOwnRetry() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        state.accept(desired)
        let failed = state.finish(desired, converged: false)
        let retry = try #require(failed)

        #expect(retry.delay == .seconds(1))
        #expect(state.next(on: [.hint]) == nil)
        #expect(state.next(on: [.retry(0)]) == nil)
        #expect(state.next(on: [.hint, retry.occasion]) == desired)
    }

    @Test func eachFurtherFailureWaitsLonger() throws {
        var state = LoopState(backoff: Self.backoff)
        let desired = try Sample.desired([try Sample.server("time")])
        let delays = [false, false, false, true, false].map { state.finish(desired, converged: $0)?.delay }

        #expect(delays == [.seconds(1), .seconds(2), .seconds(4), nil, .seconds(1)])
    }

    @Test func anotherStateDoesNotWaitForTheRetryOfTheFailedOne() throws {
        var state = LoopState(backoff: Self.backoff)
        let (bad, good) = (try Sample.desired([try Sample.server("bad")]), try Sample.desired([]))
        state.accept(bad)
        _ = state.finish(bad, converged: false)
        state.accept(good)

        #expect(state.next(on: [.hint]) == good)
    }

    private struct Unreadable: Error {
        var reason: String
    }
}
