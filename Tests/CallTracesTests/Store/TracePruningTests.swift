import CallTraces
import FoundationEssentials
import Testing

@Suite struct TracePruningTests {
    private static let now = Date(timeIntervalSince1970: Double(sampleStart / 1_000_000))

    @Test func removesWhatIsTooOld() async throws {
        try await withStore { store in
            let week: Int64 = 7 * 24 * 3_600 * 1_000_000
            let old = CallTrace.sample("old", start: sampleStart - week - 1)
            let kept = CallTrace.sample("kept", start: sampleStart - week)
            try await store.insert([old, kept])
            #expect(try await store.prune(TraceRetention(), at: Self.now) == 1)
            #expect(try await store.traces() == [kept])
        }
    }

    @Test func ageRemovesMoreThanOneTransactionTakes() async throws {
        try await withStore { store in
            try await store.insert(CallTrace.samples(0..<2_500))
            let retention = TraceRetention(age: .zero)
            #expect(try await store.prune(retention, at: Self.now.addingTimeInterval(2)) == 2_000)
            #expect(try await store.count() == 500)
        }
    }

    @Test func sizeRemovesTheOldestAndShrinksTheFile() async throws {
        try await withStore { store in
            let (limit, result) = (1 << 20, String(repeating: "x", count: 2_000))
            try await store.insert(CallTrace.samples(0..<2_000, result: result))
            #expect(try await store.size() > 4 << 20)

            let removed = try await store.prune(TraceRetention(bytes: limit), at: Self.now)
            let remaining = try await store.traces(matching: TraceFilter(limit: .max))
            #expect(removed + remaining.count == 2_000)
            #expect(remaining.count > 200, "no more than needed is removed")
            #expect(remaining.reversed() == CallTrace.samples(removed..<2_000, result: result))
            let attributes = try FileManager.default.attributesOfItem(atPath: store.path)
            #expect(try #require(attributes[.size] as? UInt64) <= UInt64(limit))
        }
    }

    @Test func keepsEverythingWithinTheRetention() async throws {
        try await withStore { store in
            try await store.insert(CallTrace.samples(0..<100))
            #expect(try await store.prune(TraceRetention(), at: Self.now) == 0)
            #expect(try await store.count() == 100)
        }
    }

    @Test(arguments: [Int64.min, .max])
    func anEmptyStoreThatIsTooLargeIsLeftAlone(seconds: Int64) async throws {
        try await withStore { store in
            let removed = try await store.prune(TraceRetention(age: .seconds(seconds), bytes: 0), at: Self.now)
            #expect(removed == 0)
        }
    }
}
