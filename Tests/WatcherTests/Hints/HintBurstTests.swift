import Testing
@testable import Watcher

@Suite struct HintBurstTests {
    private static let empty = HintBurst(Debounce(quiet: .milliseconds(150), longest: .seconds(2)))

    @Test func withoutASignalThereIsNothingToTell() {
        var burst = Self.empty
        #expect(burst.decide(at: .seconds(5)) == .idle)
    }

    @Test func aSignalBecomesAHintAfterAQuietMomentAndOnlyOnce() {
        var burst = Self.empty
        burst.add(.manifests, at: .seconds(10))
        #expect(burst.decide(at: .seconds(10)) == .wait(.milliseconds(150)))
        #expect(burst.decide(at: .milliseconds(10_100)) == .wait(.milliseconds(50)))
        #expect(burst.decide(at: .milliseconds(10_150)) == .hint(ChangeHint(kinds: [.manifests])))
        #expect(burst.decide(at: .milliseconds(10_151)) == .idle)
    }

    @Test func eachSignalProlongsTheWaitUpToTheLongest() {
        var burst = Self.empty
        var hintedAt: [Int] = []
        for now in stride(from: 0, through: 5_000, by: 100) {
            burst.add(.manifests, at: .milliseconds(now))
            if case .hint = burst.decide(at: .milliseconds(now)) { hintedAt.append(now) }
        }
        #expect(hintedAt == [2_000, 4_100])
    }

    @Test func allKindsOfABurstAreInItsHint() {
        var burst = Self.empty
        burst.add(.engine, at: .zero)
        burst.add(.resync, at: .milliseconds(10))
        burst.add(.engine, at: .milliseconds(20))
        #expect(burst.decide(at: .milliseconds(170)) == .hint(ChangeHint(kinds: [.engine, .resync])))
        burst.add(.manifests, at: .milliseconds(180))
        #expect(burst.decide(at: .milliseconds(330)) == .hint(ChangeHint(kinds: [.manifests])))
    }
}
