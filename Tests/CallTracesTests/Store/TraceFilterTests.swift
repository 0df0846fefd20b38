import CallTraces
import Testing

@Suite struct TraceFilterTests {
    private static let traces: [CallTrace] = [
        .sample("plain-"),
        .sample("server-", server: "files"),
        .sample("method-", method: "prompts/get"),
        .sample("session-", session: "s2"),
        .sample("late-", start: sampleStart + 10),
        .sample("early-", start: sampleStart - 10),
        .sample("slow-", duration: 2_000_000),
        .sample("blocked-", outcome: .blocked),
        .sample("argued-", arguments: #"{"path":"/Etc/100%_\\x"}"#),
        .sample("answered-", result: #"{"text":"needle"}"#),
    ]

    @Test(arguments: [
        (TraceFilter(server: "files"), ["server"]),
        (TraceFilter(method: "prompts/get"), ["method"]),
        (TraceFilter(outcome: .blocked), ["blocked"]),
        (TraceFilter(session: "s2"), ["session"]),
        (TraceFilter(since: sampleStart + 10), ["late"]),
        (TraceFilter(until: sampleStart), ["early"]),
        (TraceFilter(minimumDuration: .seconds(2)), ["slow"]),
        (TraceFilter(minimumDuration: .seconds(3)), []),
        (TraceFilter(textContains: "needle"), ["answered"]),
        (TraceFilter(textContains: "/eTC/"), ["argued"]),
        (TraceFilter(textContains: "100%_\\"), ["argued"]),
        (TraceFilter(textContains: "1%x"), []),
        (TraceFilter(textContains: "/Et_"), []),
        (TraceFilter(server: "git' OR '1'='1"), []),
        (TraceFilter(server: "files", method: "prompts/get"), []),
    ])
    func eachConditionHoldsAlone(filter: TraceFilter, expected: [String]) async throws {
        #expect(try await names(filter, among: Self.traces) == expected)
    }

    @Test func returnsTheNewestFirstUpToTheLimit() async throws {
        let traces = CallTrace.samples(0..<5)
        #expect(try await names(TraceFilter(limit: 3), among: traces) == ["n4", "n3", "n2"])
        #expect(try await names(TraceFilter(limit: 0), among: traces) == [])
        #expect(try await names(TraceFilter(limit: -1), among: traces) == [])
    }

    @Test(arguments: [
        ("git_*", ["git_log", "git_show"]),
        ("git?log", ["git_log", "gitXlog"]),
        ("git_log", ["git_log"]),
        ("GIT_LOG", []),
        ("git%", ["git%"]),
        ("*%*", ["git%"]),
        ("a[b]c", ["a[b]c"]),
        ("[abc]", []),
        ("file:///*", ["file:///a/b"]),
        ("?", ["é"]),
        ("git", []),
        ("*", ["a[b]c", "file:///a/b", "git%", "gitXlog", "git_log", "git_show", "é"]),
    ])
    func globsKnowOnlyStarAndQuestionMark(glob: String, expected: [String]) async throws {
        let targets = ["git_log", "git_show", "gitXlog", "git%", "a[b]c", "file:///a/b", "é"]
        try await withStore { store in
            try await store.insert(targets.enumerated().map { .sample("t\($0)-", target: $1) })
            let found = try await store.traces(matching: TraceFilter(target: glob)).map(\.target)
            #expect(found.sorted() == expected.sorted())
        }
    }

    /// The part before the hyphen of each found trace's id.
    private func names(_ filter: TraceFilter, among traces: [CallTrace]) async throws -> [String] {
        try await withStore { store in
            try await store.insert(traces)
            return try await store.traces(matching: filter).map { String($0.id.prefix { $0 != "-" }) }
        }
    }
}
