import ContainerEngine
import TestSupport
import Testing
@testable import Watcher

@Suite struct ChangeWatchTests {
    private static let quick = Debounce(quiet: .milliseconds(20), longest: .milliseconds(200))

    /// Runs a watch while `body` reads its hints.
    private static func reading(
        _ watch: ChangeWatch,
        _ body: (inout AsyncStream<ChangeHint>.Iterator) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch.run() }
            var hints = watch.hints.makeAsyncIterator()
            try await body(&hints)
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
            try await Self.reading(watch) { hints in
                #expect(await hints.next()?.kinds == [.manifests])
                for number in 0..<1_000 { try sandbox.write("\(number)", to: "file-\(number % 10)") }
                #expect(await hints.next()?.kinds == [.manifests])
                try sandbox.write("1", to: "last")
                #expect(await hints.next()?.kinds == [.manifests])
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func aConnectionToTheEngineIsAHint() async throws {
        try await withFakeEngineAndClient { _, client in
            let watch = ChangeWatch(places: [], engine: client, debounce: Self.quick)
            try await Self.reading(watch) { hints in
                #expect(await hints.next()?.kinds == [.engine])
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func thePeriodicLookComesWithoutAnySign() async throws {
        let watch = ChangeWatch(places: [], resync: .milliseconds(20), debounce: Self.quick)
        try await Self.reading(watch) { hints in
            for _ in 0..<3 { #expect(await hints.next()?.kinds == [.resync]) }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func thePeriodicLookIsSpreadByATenth() async throws {
        let clock = InstantClock()
        let watch = ChangeWatch(places: [], resync: .seconds(60), clock: clock)
        try await Self.reading(watch) { _ in
            var waits: [Duration] = []
            for await wait in clock.sleeps.prefix(50) where wait > .seconds(3) { waits.append(wait) }
            #expect(waits.allSatisfy { $0 >= .seconds(54) && $0 <= .seconds(66) })
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
