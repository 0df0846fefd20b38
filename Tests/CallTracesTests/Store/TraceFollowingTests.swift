import CallTraces
import Testing

@Suite struct TraceFollowingTests {
    @Test func deliversWhatComesLaterInTheOrderOfWriting() async throws {
        try await withStore { store in
            try await store.insert([.sample("before")])
            let clock = ManualClock()
            var sleeps = clock.sleeps.makeAsyncIterator()
            async let received = first(
                3,
                of: store.follow(after: try await store.newestPosition(), every: .seconds(1), clock: clock)
            )
            #expect(await sleeps.next() == .seconds(1))
            try await store.insert([.sample("second", start: sampleStart + 5), .sample("third")])
            clock.advance(by: .seconds(1))
            #expect(await sleeps.next() == .seconds(1))
            try await TraceStore(path: store.path).insert([.sample("fourth")])
            clock.advance(by: .seconds(1))
            #expect(
                try await received == [.sample("second", start: sampleStart + 5), .sample("third"), .sample("fourth")]
            )
        }
    }

    @Test func readsPageAfterPage() async throws {
        try await withStore { store in
            let traces = CallTrace.samples(0..<700)
            try await store.insert(traces)
            #expect(try await first(700, of: store.follow(after: .beginning)) == traces)
        }
    }

    @Test func leavesOutWhatDoesNotMatch() async throws {
        try await withStore { store in
            try await store.insert(CallTrace.samples(0..<600) + [.sample("wanted", server: "files")])
            let following = store.follow(after: .beginning, matching: TraceFilter(server: "files"))
            #expect(try await first(1, of: following) == [.sample("wanted", server: "files")])
        }
    }

    @Test func positionsAreNotUsedAgainAfterPruning() async throws {
        try await withStore { store in
            try await store.insert([.sample("pruned", start: 0)])
            let position = try await store.newestPosition()
            try await store.prune(TraceRetention())
            #expect(try await store.count() == 0)
            #expect(try await store.newestPosition() == position)
            try await store.insert([.sample("next")])
            #expect(try await first(1, of: store.follow(after: position)) == [.sample("next")])
        }
    }

    @Test func endsByCancellation() async throws {
        try await withStore { store in
            let clock = ManualClock()
            var sleeps = clock.sleeps.makeAsyncIterator()
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for try await _ in store.follow(after: .beginning, clock: clock) {} }
                _ = await sleeps.next()
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }

    private func first(_ count: Int, of following: TraceFollowing) async throws -> [CallTrace] {
        var received: [CallTrace] = []
        for try await trace in following {
            received.append(trace)
            if received.count == count { break }
        }
        return received
    }
}
