package import FoundationEssentials
import GRDB

extension TraceStore {
    /// The most rows one transaction removes, so that other writers get their turn.
    private static let rowsPerDeletion = 1_000
    /// The most pages one transaction gives back to the file system.
    private static let pagesPerVacuum = 2_000

    /// Removes the traces that are too old, then the oldest until the pages in use fit, and shrinks the file.
    ///
    /// When the size is exceeded a tenth more is removed, so that not every later call has to prune again. The size is
    /// that of the database file; the write-ahead log beside it adds a few megabytes between checkpoints.
    /// - Returns: how many traces were removed.
    @discardableResult
    package func prune(_ retention: TraceRetention, at now: Date = Date()) async throws(TraceStoreError) -> Int {
        let oldest = Int64(now.timeIntervalSince1970 * 1_000_000).subtractingSaturated(retention.age.microseconds)
        let expired = try await removeTraces(before: oldest)
        let excess = try await removeExcess(over: retention.bytes)
        try await shrink()
        return expired + excess
    }

    /// The size of the database file in bytes, freed pages included.
    package func size() async throws -> Int {
        try await read { db in try Usage(db).fileBytes }
    }

    private func removeTraces(before start: Int64) async throws(TraceStoreError) -> Int {
        var total = 0
        while true {
            let removed = try await write("removing old traces from \(path)") { db in
                try db.removeTraces("WHERE start < \(start) ORDER BY start LIMIT \(Self.rowsPerDeletion)")
            }
            total += removed
            if removed < Self.rowsPerDeletion { break }
        }
        return total
            + (try await write("removing old traces from \(path)") { db in
                try db.removeBundles("last_start < \(start)")
            })
    }

    private func removeExcess(over limit: Int) async throws(TraceStoreError) -> Int {
        var (total, goal) = (0, limit)
        while true {
            let removed = try await write("removing traces from \(path)") { [goal] db in
                let count = min(try Usage(db).traces(over: goal), Self.rowsPerDeletion)
                return count == 0 ? 0 : try db.removeOldest(count)
            }
            if removed == 0 { return total }
            total += removed
            goal = limit / 10 * 9
        }
    }

    private func shrink() async throws(TraceStoreError) {
        var hasShrunk = false
        while true {
            let freed = try await write("shrinking \(path)") { db in
                let pages = min(try Usage(db).freePages, Self.pagesPerVacuum)
                if pages > 0 { try db.execute(sql: "PRAGMA incremental_vacuum(\(pages))") }
                return pages
            }
            if freed == 0 { break }
            hasShrunk = true
        }
        guard hasShrunk else { return }
        try await write("shrinking \(path)") { db in
            // A reader in the middle of a snapshot prevents it; the next checkpoint then does it.
            _ = try? db.checkpoint(.truncate)
        }
    }
}

/// How the database file is filled.
private struct Usage {
    let pageSize: Int
    let pages: Int
    let freePages: Int
    /// At least the number of traces: positions leave gaps only where traces were removed.
    let traces: Int

    init(_ db: Database) throws {
        pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        freePages = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
        // Two queries: SQLite answers a lone min or max from the index, both at once by a scan.
        let first = try Int.fetchOne(db, sql: "SELECT min(position) FROM call_trace") ?? 0
        let last = try Int.fetchOne(db, sql: "SELECT max(position) FROM call_trace") ?? -1
        let bundled = try Int.fetchOne(db, sql: "SELECT sum(count) FROM trace_bundle") ?? 0
        traces = last - first + 1 + bundled
    }

    var fileBytes: Int { pages * pageSize }
    private var usedBytes: Int { (pages - freePages) * pageSize }

    /// About how many traces make up what is used beyond `limit`, at least one when anything is.
    func traces(over limit: Int) -> Int {
        guard usedBytes > limit, traces > 0 else { return 0 }
        return max(1, (usedBytes - limit) / max(1, usedBytes / traces))
    }
}

extension Database {
    fileprivate func removeTraces(_ which: SQL) throws -> Int {
        try execute(
            literal: "DELETE FROM call_trace WHERE position IN (SELECT position FROM call_trace \(which))"
        )
        return changesCount
    }

    /// - Returns: How many traces were in the bundles.
    fileprivate func removeBundles(_ condition: SQL) throws -> Int {
        let query: SQL = "SELECT sum(count) FROM trace_bundle WHERE \(condition)"
        guard let count = try SQLRequest<Int>(literal: query).fetchOne(self), count > 0 else { return 0 }
        try execute(literal: "DELETE FROM trace_bundle WHERE \(condition)")
        return count
    }

    /// Removes about so many of the oldest traces: rows that are older than every bundle, or else the oldest bundle.
    fileprivate func removeOldest(_ count: Int) throws -> Int {
        let query = "SELECT position, first_start FROM trace_bundle ORDER BY position LIMIT 1"
        guard let bundle = try Row.fetchOne(self, sql: query) else {
            return try removeTraces("ORDER BY start, position LIMIT \(count)")
        }
        let (position, start): (Int64, Int64) = (bundle["position"], bundle["first_start"])
        let removed = try removeTraces("WHERE start < \(start) ORDER BY start, position LIMIT \(count)")
        return removed > 0 ? removed : try removeBundles("position = \(position)")
    }
}

extension Int64 {
    fileprivate func subtractingSaturated(_ other: Int64) -> Int64 {
        let (difference, overflowed) = subtractingReportingOverflow(other)
        guard overflowed else { return difference }
        return other > 0 ? .min : .max
    }
}
