import Testing
import Watcher

@Suite struct DebounceTests {
    private static let debounce = Debounce(quiet: .milliseconds(150), longest: .seconds(2))

    @Test(arguments: [
        (first: 0, last: 0, remaining: 150),
        (first: 100, last: 100, remaining: 50),
        (first: 500, last: 0, remaining: 150),
        (first: 1_950, last: 0, remaining: 50),
        (first: 2_500, last: 0, remaining: 0),
        (first: 200, last: 200, remaining: 0),
    ])
    func aBurstIsDueAfterAQuietMomentOrWhenItHasLastedLongEnough(first: Int, last: Int, remaining: Int) {
        let wait = Self.debounce.remaining(sinceFirst: .milliseconds(first), sinceLast: .milliseconds(last))
        #expect(wait == .milliseconds(remaining))
    }
}
