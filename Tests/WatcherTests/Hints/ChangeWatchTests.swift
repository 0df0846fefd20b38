import ContainerEngine
import TestSupport
import Testing
@testable import Watcher

@Suite struct ChangeWatchTests {
    private static let quick = Debounce(quiet: .milliseconds(20), longest: .milliseconds(200))

    /// Runs a watch while `body` reads its hints.
    private static func reading(
        _ watch: ChangeWatch,
        _ body: (_ next: () async -> Set<ChangeHint.Kind>?) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            try await body { await watch.hints.first { _ in true }?.kinds }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aThousandQuickWritesBecomeFewHints() async throws {
        try await Sandbox.lend { sandbox in
            let watch = ChangeWatch(
                places: [.directory(sandbox.root)],
                debounce: Debounce(quiet: .seconds(1), longest: .seconds(20))
            )
            try await Self.reading(watch) { next in
                #expect(await next() == [.manifests])
                for number in 0..<1_000 { try sandbox.write("\(number)", to: "file-\(number % 10)") }
                #expect(await next() == [.manifests])
                try sandbox.write("1", to: "last")
                #expect(await next() == [.manifests])
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aConnectionToTheEngineIsAHint() async throws {
        try await withFakeEngineAndClient { _, client in
            let watch = ChangeWatch(places: [], engine: client, debounce: Self.quick)
            try await Self.reading(watch) { next in
                #expect(await next() == [.engine])
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func thePeriodicLookComesWithoutAnySign() async throws {
        let watch = ChangeWatch(places: [], resync: .milliseconds(20), debounce: Self.quick)
        try await Self.reading(watch) { next in
            for _ in 0..<3 { #expect(await next() == [.resync]) }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func thePeriodicLookIsSpreadByATenth() async throws {
        let clock = InstantClock()
        let watch = ChangeWatch(places: [], resync: .seconds(60), clock: clock)
        try await Self.reading(watch) { _ in
            var waits: [Duration] = []
            for await wait in clock.sleeps.prefix(50) where wait > .seconds(3) { waits.append(wait) }
            let outside = waits.filter { $0 < .seconds(54) || $0 > .seconds(66) }
            #expect(outside.isEmpty)
            #expect(Set(waits).count > 1)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func hintsEndWhenWatchingEnds() async throws {
        let watch = ChangeWatch(places: [])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            group.cancelAll()
            var hints = watch.hints.makeAsyncIterator()
            #expect(await hints.next() == nil)
            try await group.waitForAll()
        }
    }
}
