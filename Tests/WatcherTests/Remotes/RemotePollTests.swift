import Synchronization
import Testing

@testable import Watcher

@Suite struct RemotePollTests {
    private struct Away: Error {}

    @Test func aServerThatIsAwayIsAskedLessAndLessOften() {
        let delays = (0...6).map { RemotePoll.delay(.seconds(30), afterFailures: $0) }
        #expect(delays == [30, 60, 120, 240, 480, 600, 600].map { .seconds($0) })
        #expect(RemotePoll.delay(.seconds(3600), afterFailures: 3) == .seconds(3600))
    }

    @Test func onlyWhatIsNewIsTold() async throws {
        let fetches = Atomic(0)
        let found = Atomic(0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (enough, finish) = AsyncStream.makeStream(of: Void.self)
            let poll = RemotePoll(
                every: .seconds(30),
                clock: InstantClock(),
                fetch: {
                    let number = fetches.add(1, ordering: .relaxed).newValue
                    if number == 8 { finish.finish() }
                    if number == 2 { throw Away() }
                    return number == 3 || number == 5
                },
                found: { found.add(1, ordering: .relaxed) }
            )
            group.addTask { try await poll.run() }
            for await _ in enough {}
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(fetches.load(ordering: .relaxed) >= 8)
        #expect(found.load(ordering: .relaxed) == 2)
    }

    @Test func whoAsksDoesNotWaitForTheNextTime() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (fetched, tell) = AsyncStream.makeStream(of: Void.self)
            let poll = RemotePoll(every: .seconds(86_400), clock: ContinuousClock()) {
                tell.yield()
                return false
            } found: {
            }
            group.addTask { try await poll.run() }
            poll.lookNow()
            var iterator = fetched.makeAsyncIterator()
            await iterator.next()
            group.cancelAll()
            try await group.waitForAll()
        }
    }
}
