import GRDB

extension TraceFilter {
    /// The conditions as SQL expressions with their arguments; texts are always bound, never spliced.
    var conditions: [SQL] {
        [
            server.map { "server = \($0)" },
            method.map { "method = \($0)" },
            target.map { "target GLOB \(Self.globLiteral($0))" },
            outcome.map { "outcome = \($0.rawValue)" },
            session.map { "session = \($0)" },
            since.map { "start >= \($0)" },
            until.map { "start < \($0)" },
            minimumDuration.map { "duration >= \($0.microseconds)" },
            textContains.map { Self.contains($0) },
        ].compactMap(\.self)
    }

    /// SQLite's GLOB also knows `[…]`, which ours does not: each opening bracket becomes a class of itself.
    private static func globLiteral(_ pattern: String) -> String {
        String(pattern.flatMap { $0 == "[" ? "[[]" : String($0) })
    }

    private static func contains(_ text: String) -> SQL {
        let escaped = text.flatMap { "%_\\".contains($0) ? "\\\($0)" : String($0) }
        let pattern = "%\(String(escaped))%"
        return "(arguments LIKE \(pattern) ESCAPE '\\' OR result LIKE \(pattern) ESCAPE '\\')"
    }
}

extension [SQL] {
    /// ` WHERE a AND b`, or nothing.
    var whereClause: SQL {
        isEmpty ? "" : " WHERE \(joined(separator: " AND "))"
    }
}
