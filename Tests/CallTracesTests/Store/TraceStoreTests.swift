import CallTraces
import Testing

@Suite struct TraceStoreTests {
    @Test func keepsEveryField() async throws {
        let full = CallTrace(
            id: "abcdefghijklmnopqrstuv",
            session: "session-1",
            client: "editor ✎",
            profile: "work",
            server: "git",
            method: "prompts/get",
            target: "review",
            arguments: #"{"a":"\u0000 'quoted' %_"}"#,
            result: "{\"cut\":\"in the mid",
            start: sampleStart,
            duration: 101,
            queue: 102,
            backend: 103,
            gateway: 104,
            outcome: .timedOut,
            error: "no answer",
            traceID: "4bf92f3577b34da6a3ce929d0e0e4736",
            requestBytes: 105,
            resultBytes: .max
        )
        try await withStore { store in
            try await store.insert([full])
            #expect(try await store.trace(id: full.id) == full)
        }
    }

    @Test(arguments: CallTrace.Outcome.allCases)
    func keepsAbsentFieldsAndOutcomes(outcome: CallTrace.Outcome) async throws {
        try await withStore { store in
            let bare = CallTrace.sample("bare", outcome: outcome)
            try await store.insert([bare])
            #expect(try await store.traces() == [bare])
        }
    }

    @Test func aNULHidesNothingBehindIt() async throws {
        try await withStore { store in
            try await store.insert([.sample("zero", target: "safe\0danger")])
            #expect(try await store.traces().map(\.target) == ["safe\u{2400}danger"])
        }
    }

    @Test func leavesOutWhatItHasAlready() async throws {
        try await withStore { store in
            try await store.insert(CallTrace.samples(0..<3))
            try await store.insert(CallTrace.samples(1..<5))
            #expect(try await store.count() == 5)
        }
    }

    @Test func findsATraceByAnUnambiguousPrefix() async throws {
        try await withStore { store in
            try await store.insert([.sample("abcd1"), .sample("abcd2"), .sample("zz%_Ä")])
            #expect(try await store.trace(id: "abcd1") == .sample("abcd1"))
            #expect(try await store.trace(id: "zz%_Ä") == .sample("zz%_Ä"))
            #expect(try await store.trace(id: "ABCD1") == nil)
            #expect(try await store.trace(id: "____") == nil)
        }
    }

    @Test func anExactIDIsNeverAmbiguous() async throws {
        try await withStore { store in
            let (short, long) = (
                CallTrace.sample("exact"), CallTrace.sample("exact" + String(repeating: "0", count: 20))
            )
            try await store.insert([long, short])
            #expect(try await store.trace(id: short.id) == short)
        }
    }

    @Test(arguments: [("abcd", TraceStoreError.Code.ambiguousPrefix), ("abc", .prefixTooShort), ("", .prefixTooShort)])
    func refusesAnAmbiguousOrShortPrefix(prefix: String, code: TraceStoreError.Code) async throws {
        try await withStore { store in
            try await store.insert([.sample("abcd1"), .sample("abcd2")])
            let error = try await #require(throws: TraceStoreError.self) { try await store.trace(id: prefix) }
            #expect(error.code == code)
        }
    }

    @Test func twoStoresWriteAtOnce() async throws {
        try await withStore { first in
            let second = try TraceStore(path: first.path)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (store, prefix) in [(first, "a"), (second, "b")] {
                    group.addTask {
                        for batch in 0..<20 {
                            try await store.insert(CallTrace.samples(batch * 50..<(batch + 1) * 50, prefix: prefix))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await first.count() == 2_000)
            #expect(try await second.count() == 2_000)
        }
    }

    @Test func takesTwentyThousandTraces() async throws {
        try await withStore { store in
            for batch in 0..<20 {
                try await store.insert(CallTrace.samples(batch * 1_000..<(batch + 1) * 1_000, result: "{}"))
            }
            #expect(try await store.count() == 20_000)
            #expect(try await store.traces(matching: TraceFilter(limit: 1)).first?.id.hasPrefix("n19999-") == true)
        }
    }

    @Test func aCancelledTaskStillWrites() async throws {
        try await withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { try await store.insert([.sample("kept")]) }
                try await group.waitForAll()
            }
            #expect(try await store.count() == 1)
        }
    }
}
