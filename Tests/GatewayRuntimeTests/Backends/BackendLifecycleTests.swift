import Testing

@testable import GatewayRuntime

struct BackendLifecycleTests {
    /// As long as the engine does not answer, nothing is known against the server.
    @Test func anEngineThatDoesNotAnswerIsNoFailureOfTheServers() {
        var lifecycle = BackendLifecycle()
        #expect(lifecycle.started(at: .zero) == .watch)
        #expect(lifecycle.failed(at: .seconds(60), chance: 1) == .wait(.milliseconds(100), keepingCallers: true))
        var delays: [Duration] = []
        for _ in 0..<20 {
            guard case .wait(let delay, keepingCallers: true) = lifecycle.postponed(chance: 1) else { break }
            delays.append(delay)
        }
        #expect(delays.count == 20)
        #expect(delays.first == .milliseconds(100) && delays.last == .seconds(5))
        #expect(lifecycle.failed(at: .seconds(90), chance: 1) == .wait(.milliseconds(200), keepingCallers: true))
        #expect(lifecycle.failed(at: .seconds(90), chance: 1) == .wait(.milliseconds(400), keepingCallers: false))
    }

    /// It has come up each time: only once it ends too often is it better to say so at once.
    @Test func callersAreKeptUntilTheBreakerOpens() {
        var lifecycle = BackendLifecycle()
        let kept = (0..<6).map { number -> Bool? in
            _ = lifecycle.started(at: .seconds(number))
            let action = lifecycle.failed(at: .seconds(number), chance: 1)
            return if case .wait(_, let keepsCallers) = action { keepsCallers } else { nil }
        }
        #expect(kept == [true, true, true, true, true, false])
        #expect(lifecycle.started(at: .seconds(60)) == .watch)
        #expect(lifecycle.failed(at: .seconds(70), chance: 1) == .wait(.milliseconds(100), keepingCallers: true))
    }

    @Test func callersAreKeptForOneFailedStart() {
        var lifecycle = BackendLifecycle()
        #expect(lifecycle.failed(at: .zero, chance: 1) == .wait(.milliseconds(100), keepingCallers: true))
        #expect(lifecycle.failed(at: .zero, chance: 1) == .wait(.milliseconds(200), keepingCallers: false))
        #expect(lifecycle.postponed(chance: 1) == .wait(.milliseconds(100), keepingCallers: false))
    }

    /// One that ends as often as it likes is started again where it is; one that does not start needs another container.
    @Test func whatHasServedIsBroughtBackUntilItStartsNoMore() {
        var lifecycle = BackendLifecycle()
        _ = lifecycle.failed(at: .zero, chance: 1)
        #expect(!lifecycle.bringsBack)
        for number in 0..<20 {
            _ = lifecycle.started(at: .seconds(number))
            _ = lifecycle.failed(at: .seconds(number), chance: 1)
            #expect(lifecycle.bringsBack)
        }
        let bringsBack = (0..<2).map { _ in
            _ = lifecycle.failed(at: .seconds(30), chance: 1)
            return lifecycle.bringsBack
        }
        #expect(bringsBack == [true, false])
        _ = lifecycle.started(at: .seconds(40))
        #expect(lifecycle.bringsBack)
        _ = lifecycle.lost()
        #expect(!lifecycle.bringsBack)
    }

    @Test func aSuccessorIsGivenUpOnOnce() {
        var lifecycle = BackendLifecycle()
        let isAwaitedBefore = lifecycle.giveUpOnSuccessor()
        #expect(!isAwaitedBefore)
        #expect(lifecycle.lost() == .awaitSuccessor(.seconds(10)))
        let isAwaited = (0..<2).map { _ in lifecycle.giveUpOnSuccessor() }
        #expect(isAwaited == [true, false])
    }

    @Test func whatIsRetiredWaitsForNoSuccessor() {
        var lifecycle = BackendLifecycle()
        _ = lifecycle.lost()
        lifecycle.retire()
        let isAwaited = lifecycle.giveUpOnSuccessor()
        #expect(!isAwaited)
        #expect(lifecycle.lost() == .stop)
    }

    @Test func whatIsRetiredIsNotWaitedFor() {
        var lifecycle = BackendLifecycle()
        lifecycle.retire()
        #expect(lifecycle.postponed(chance: 0) == .stop)
    }
}
