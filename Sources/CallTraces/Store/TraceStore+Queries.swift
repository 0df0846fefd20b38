import GRDB

extension TraceStore {
    package func count() async throws -> Int {
        try await unbundleForReading()
        return try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM call_trace") ?? 0 }
    }

    /// The traces that match, newest first.
    package func traces(matching filter: TraceFilter = TraceFilter()) async throws -> [CallTrace] {
        let query: SQL = """
            \(sql: CallTrace.selection)\(filter.conditions.whereClause) \
            ORDER BY start DESC, position DESC LIMIT \(max(0, filter.limit))
            """
        try await unbundleForReading()
        return try await read { db in try CallTrace.all(db, query) }
    }

    /// The trace with this id, or the only one whose id begins so.
    ///
    /// Throws ``TraceStoreError`` when the prefix is too short or fits several traces.
    package func trace(id prefix: String) async throws -> CallTrace? {
        let doing = "looking up the trace \(prefix.debugDescription)"
        guard prefix.count >= Self.minimumPrefix else {
            throw TraceStoreError(.prefixTooShort, doing: doing, remedy: TraceStoreError.Code.prefixTooShort.remedy)
        }
        // A range, unlike LIKE, uses the index whatever characters the prefix has. Two rows tell an ambiguous prefix.
        let query: SQL = """
            \(sql: CallTrace.selection) WHERE id >= \(prefix) AND id < \(prefix + "\u{10FFFF}") ORDER BY id LIMIT 2
            """
        try await unbundleForReading()
        let found = try await read { db in try CallTrace.all(db, query) }
        guard let first = found.first, found.count > 1, first.id != prefix else { return found.first }
        throw TraceStoreError(.ambiguousPrefix, doing: doing, remedy: TraceStoreError.Code.ambiguousPrefix.remedy)
    }
}

extension CallTrace {
    static func all(_ db: Database, _ query: SQL) throws -> [CallTrace] {
        try SQLRequest<Row>(literal: query).fetchAll(db).map { try CallTrace(row: $0) }
    }
}
