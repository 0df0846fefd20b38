@testable import CallTraces
import FoundationEssentials
import Testing

/// Traces that came too fast to be rows at once.
@Suite(.timeLimit(.minutes(1))) struct TraceBundlingTests {
    private static let many = TraceStore.rowsOfBatch + 1

    private static func bundles(_ traces: [CallTrace], size: Int = 300) -> [TraceBundle] {
        stride(from: 0, to: traces.count, by: size).map { start in
            var bundle = TraceBundle()
            for trace in traces[start..<min(start + size, traces.count)] { bundle.append(trace) }
            return bundle
        }
    }

    @Test func aReaderSeesWhatNobodyHasSorted() async throws {
        try await withStore { store in
            let traces = CallTrace.samples(0..<Self.many)
            _ = try await store.insert(Self.bundles(traces))
            let reader = try TraceStore(path: store.path)
            #expect(try await reader.count() == Self.many)
            #expect(try await reader.traces(matching: TraceFilter(limit: .max)) == traces.reversed())
            #expect(try await store.unbundleOldest() == false, "there is nothing left to sort")
        }
    }

    @Test func whoFollowsSeesBundlesInTheirOrder() async throws {
        try await withStore { store in
            let start = try await store.newestPosition()
            let traces = CallTrace.samples(0..<2_000)
            _ = try await store.insert(Self.bundles(Array(traces[..<1_200])))
            _ = try await store.insert(Self.bundles(Array(traces[1_200...])))
            var seen: [CallTrace] = []
            for try await trace in store.follow(after: start, clock: YieldingClock()) {
                seen.append(trace)
                if seen.count == traces.count { break }
            }
            #expect(seen == traces)
        }
    }

    @Test func whatWasBundledBeforeAFollowerCameIsNotNews() async throws {
        try await withStore { store in
            _ = try await store.insert(Self.bundles(CallTrace.samples(0..<Self.many)))
            let start = try await store.newestPosition()
            try await store.insert([.sample("news")])
            var follower = store.follow(after: start, clock: YieldingClock()).makeAsyncIterator()
            #expect(try await follower.next() == .sample("news"))
        }
    }

    @Test func severalWhoSortAtOnceLoseAndDoubleNothing() async throws {
        try await withStore { store in
            _ = try await store.insert(Self.bundles(CallTrace.samples(0..<3_000), size: 100))
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { group.addTask { try await TraceStore(path: store.path).count() } }
                try await group.waitForAll()
            }
            #expect(try await store.count() == 3_000)
        }
    }

    @Test func aBatchThatWasWrittenTwiceIsThereOnce() async throws {
        try await withStore { store in
            let bundles = Self.bundles(CallTrace.samples(0..<Self.many))
            _ = try await store.insert(bundles)
            _ = try await store.insert(bundles)
            #expect(try await store.count() == Self.many)
        }
    }

    @Test(arguments: ["zeroblob(10)", "substr(traces, 1, length(traces) - 3)", "x'01ffffffffffffffffffff'", "x''"])
    func aDamagedBundleCostsOnlyWhatIsInIt(damage: String) async throws {
        try await withStore { store in
            _ = try await store.insert(Self.bundles(CallTrace.samples(0..<900), size: 300))
            try await executeForeignSQL("UPDATE trace_bundle SET traces = \(damage) WHERE position = 2", at: store.path)
            let count = try await store.count()
            #expect((600..<900).contains(count))
            #expect(try await store.unbundleOldest() == false)
        }
    }

    @Test(arguments: [Int64.min, -1, 0, .max])
    func countsThatAreWrongHarmNobody(count: Int64) async throws {
        try await withStore { store in
            try await store.insert(CallTrace.samples(0..<10))
            _ = try await store.insert(Self.bundles(CallTrace.samples(10..<2_010), size: 500))
            try await executeForeignSQL("UPDATE trace_bundle SET count = \(count)", at: store.path)
            let now = Date(timeIntervalSince1970: Double(sampleStart) / 1_000_000)
            #expect(try await store.prune(TraceRetention(bytes: 0), at: now) > 0)
            #expect(try await store.count() == 0)
        }
    }

    @Test func whoFollowsSeesFewThatComeAfterManyInTheirOrder() async throws {
        try await withStore { store in
            let traces = CallTrace.samples(0..<1_000)
            _ = try await store.insert(Self.bundles(Array(traces[..<990])))
            _ = try await store.insert(Self.bundles(Array(traces[990...])))
            var seen: [CallTrace] = []
            for try await trace in store.follow(after: .beginning, clock: YieldingClock()) {
                seen.append(trace)
                if seen.count == traces.count { break }
            }
            #expect(seen == traces)
        }
    }

    @Test func sortingMakesNoMoreThanIsKept() async throws {
        try await withStore { store in
            _ = try await store.insert(Self.bundles(CallTrace.samples(0..<20_000), size: 500))
            let limit = 4 << 20
            let now = Date(timeIntervalSince1970: Double(sampleStart) / 1_000_000)
            let removed = try await store.prune(TraceRetention(bytes: limit), at: now)
            #expect(try await store.count() == 20_000 - removed)
            #expect(try await store.size() <= limit)
            #expect(removed < 15_000, "no more than needed is removed")
        }
    }

    @Test func whatIsTooOldIsRemovedUnsorted() async throws {
        try await withStore { store in
            _ = try await store.insert(Self.bundles(CallTrace.samples(0..<900), size: 300))
            let now = Date(timeIntervalSince1970: Double(sampleStart) / 1_000_000 + 0.6)
            #expect(try await store.prune(TraceRetention(age: .zero), at: now) == 600)
            #expect(try await store.count() == 300)
        }
    }

    @Test func theOldestGoFirstWhetherSortedOrNot() async throws {
        try await withStore { store in
            let result = String(repeating: "x", count: 1_000)
            try await store.insert(CallTrace.samples(0..<500, result: result))
            _ = try await store.insert(Self.bundles(CallTrace.samples(500..<4_000, result: result), size: 250))
            try await store.insert(CallTrace.samples(4_000..<4_100, result: result))
            let limit = 2 << 20
            let now = Date(timeIntervalSince1970: Double(sampleStart) / 1_000_000)
            let removed = try await store.prune(TraceRetention(bytes: limit), at: now)
            #expect(try await store.size() <= limit)
            let left = try await store.traces(matching: TraceFilter(limit: .max))
            #expect(removed + left.count == 4_100)
            #expect(left.last?.id == CallTrace.samples(removed..<removed + 1).first?.id)
            #expect(left.first?.id == CallTrace.samples(4_099..<4_100).first?.id)
        }
    }
}
