import CallTraces
import SystemPackage
import TestSupport

/// The start of every sample that does not say otherwise: 2027-01-15T08:00:00Z.
let sampleStart: Int64 = 1_800_000_000_000_000

extension CallTrace {
    /// A successful call of a tool; its id is `id` padded to the usual length.
    static func sample(
        _ id: String,
        server: String = "git",
        method: String = "tools/call",
        target: String = "git_log",
        session: String = "s1",
        start: Int64 = sampleStart,
        duration: Int64 = 1_000,
        outcome: Outcome = .ok,
        arguments: String? = nil,
        result: String? = nil
    ) -> CallTrace {
        CallTrace(
            id: id + String(repeating: "0", count: max(0, 22 - id.count)),
            session: session,
            profile: "work",
            server: server,
            method: method,
            target: target,
            arguments: arguments,
            result: result,
            start: start,
            duration: duration,
            outcome: outcome
        )
    }

    /// Numbered calls, one every millisecond.
    static func samples(_ numbers: Range<Int>, prefix: String = "n", result: String? = nil) -> [CallTrace] {
        numbers.map { number in
            sample("\(prefix)\(number)-", start: sampleStart + Int64(number) * 1_000, result: result)
        }
    }
}

/// Lends a fresh store in a folder of its own.
func withStore<Value>(_ body: (TraceStore) async throws -> Value) async throws -> Value {
    try await withTemporaryDirectory { folder in
        try await body(try TraceStore(path: folder.appending("traces.sqlite").string))
    }
}
