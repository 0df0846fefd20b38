@testable import CallTraces
import Testing

@Suite struct LogThrottleTests {
    @Test func letsOneThroughPerInterval() {
        var throttle = LogThrottle(interval: .seconds(60))
        let start = ContinuousClock.now
        let answers = [0, 1, 59, 60, 61, 119, 120].map { throttle.allows(at: start + .seconds($0)) }
        #expect(answers == [true, false, false, true, false, false, true])
    }
}
