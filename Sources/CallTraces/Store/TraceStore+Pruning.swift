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
                let count = try Usage(db).traces(over: goal)
                return count == 0 ? 0 : try db.removeOldest(count, rows: Self.rowsPerDeletion)
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

/// More traces than bundles can hold; in a damaged file a count may be anything.
private let mostBundled = 1e9

/// How the database file is filled.
private struct Usage {
    let pageSize: Int
    let pages: Int
    let freePages: Int
    /// At least the number of traces: positions leave gaps only where traces were removed.
    let traces: Int
    /// Those of them that are no rows yet.
    private let bundled: Int

    init(_ db: Database) throws {
        pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
        pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        freePages = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
        // Two queries: SQLite answers a lone min or max from the index, both at once by a scan.
        let first = try Int.fetchOne(db, sql: "SELECT min(position) FROM call_trace") ?? 0
        let last = try Int.fetchOne(db, sql: "SELECT max(position) FROM call_trace") ?? -1
        let count = try Double.fetchOne(db, sql: "SELECT total(max(1, count)) FROM trace_bundle") ?? 0
        bundled = Int(min(count, mostBundled))
        traces = last - first + 1 + bundled
    }

    var fileBytes: Int { pages * pageSize }
    /// With the room that bundles take once they are rows.
    private var usedBytes: Int { (pages - freePages) * pageSize + bundled * CallTrace.overhead }

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

    /// - Returns: How many traces were in the bundles, at least one for each.
    fileprivate func removeBundles(_ condition: SQL) throws -> Int {
        let query: SQL = "SELECT total(max(1, count)) FROM trace_bundle WHERE \(condition)"
        let count = try SQLRequest<Double>(literal: query).fetchOne(self) ?? 0
        try execute(literal: "DELETE FROM trace_bundle WHERE \(condition)")
        return Int(min(count, mostBundled))
    }

    /// Removes about so many of the oldest traces: rows that are older than the bundles, or else the oldest bundles.
    fileprivate func removeOldest(_ count: Int, rows: Int) throws -> Int {
        let bundles = try oldestBundles(of: count)
        guard let oldest = bundles.first, let last = bundles.last else {
            return try removeTraces("ORDER BY start, position LIMIT \(min(count, rows))")
        }
        let removed = try removeTraces(
            "WHERE start < \(oldest.lastStart) ORDER BY start, position LIMIT \(min(count, rows))"
        )
        return removed > 0 ? removed : try removeBundles("position <= \(last.position)")
    }

    /// The oldest bundles, of about so many traces, but of no more than one transaction should remove.
    private func oldestBundles(of count: Int) throws -> [(position: Int64, lastStart: Int64)] {
        let query = "SELECT position, last_start, count FROM trace_bundle ORDER BY position LIMIT 64"
        var (bundles, found): ([(position: Int64, lastStart: Int64)], Int) = ([], 0)
        for row in try Row.fetchAll(self, sql: query) where found < count {
            bundles.append((row["position"], row["last_start"]))
            found += max(1, min(row["count"], count))
        }
        return bundles
    }
}

extension Int64 {
    fileprivate func subtractingSaturated(_ other: Int64) -> Int64 {
        let (difference, overflowed) = subtractingReportingOverflow(other)
        guard overflowed else { return difference }
        return other > 0 ? .min : .max
    }
}
