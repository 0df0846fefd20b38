import Testing

@testable import GatewayRuntime

@Suite struct TokenBucketTests {
    @Test func `a burst empties it, and time fills it`() {
        let start = ContinuousClock.now
        var bucket = TokenBucket(perMinute: 60, now: start)
        for _ in 0..<60 { #expect(bucket.take(now: start) == nil) }
        #expect(bucket.take(now: start) == .seconds(1))
        #expect(bucket.take(now: start + .milliseconds(1001)) == nil)
        #expect(bucket.take(now: start + .milliseconds(1002)) != nil)
        #expect(!bucket.isFull(now: start + .seconds(30)))
        #expect(bucket.isFull(now: start + .seconds(63)))
    }
}
