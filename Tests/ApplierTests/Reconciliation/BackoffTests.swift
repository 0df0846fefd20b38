import Applier
import Testing

@Suite struct BackoffTests {
    @Test func theDelayDoublesUpToItsBound() {
        let backoff = Backoff(first: .seconds(1), longest: .seconds(10))

        #expect((1...6).map(backoff.delay) == [1, 2, 4, 8, 10, 10].map(Duration.seconds))
    }

    @Test func manyFailuresDoNotOverflow() {
        #expect(Backoff.standard.delay(after: .max) == Backoff.standard.longest)
    }
}
