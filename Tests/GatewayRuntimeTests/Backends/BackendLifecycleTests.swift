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

    @Test func whatIsRetiredIsNotWaitedFor() {
        var lifecycle = BackendLifecycle()
        lifecycle.retire()
        #expect(lifecycle.postponed(chance: 0) == .stop)
    }
}
