import FoundationEssentials
import GRDB
import Logging
import Synchronization

extension TraceStore {
    /// So many traces of one batch are written as rows; writing more of them at once costs too much beside the calls.
    static let rowsOfBatch = 500

    /// Writes traces in one transaction: as rows if that is wanted, they are few, and no bundle waits that would come
    /// behind them; else as the bundles that they are.
    ///
    /// - Returns: About how many bytes of the database they take as rows.
    func insert(_ bundles: [TraceBundle], asRows: Bool = true) async throws(TraceStoreError) -> Int {
        let isFew = bundles.reduce(0) { $0 + $1.count } <= Self.rowsOfBatch
        try await write("writing traces to \(path)") { db in
            try db.inTransaction(.immediate) {
                if asRows, isFew, try !db.hasBundles() {
                    try db.insert(bundles.flatMap { BundledTraces($0.bytes) })
                } else {
                    for bundle in bundles { try db.insert(bundle) }
                }
                return .commit
            }
        }
        return bundles.reduce(0) { $0 + $1.bytes.count + $1.count * CallTrace.overhead }
    }

    /// Makes rows of the oldest bundle.
    ///
    /// - Returns: False if there is none up to a position.
    func unbundleOldest(upTo position: Int64 = .max) async throws(TraceStoreError) -> Bool {
        let outcome = try await write("sorting traces in \(path)") { db -> (isFound: Bool, isDamaged: Bool) in
            var outcome = (isFound: false, isDamaged: false)
            try db.inTransaction(.immediate) {
                guard let bundle = try db.oldestBundle(), bundle.position <= position else { return .rollback }
                var traces = BundledTraces(bundle.bytes)
                var intact: [CallTrace] = []
                while let trace = traces.next() { intact.append(trace) }
                try db.insert(intact)
                try db.execute(literal: "DELETE FROM trace_bundle WHERE position = \(bundle.position)")
                outcome = (true, traces.isDamaged)
                return .commit
            }
            return outcome
        }
        if outcome.isDamaged {
            Logger.current.warning("Some call traces were damaged, and are lost.", metadata: ["traces.path": "\(path)"])
        }
        return outcome.isFound
    }

    /// Makes rows of the bundles that there are now, so that whoever reads finds all traces.
    ///
    /// Where that cannot be done, the rows that there are can still be read.
    ///
    /// - Returns: Whether there were bundles.
    @discardableResult
    func unbundleForReading() async throws -> Bool {
        do {
            let newest = try await read { db in try Int64.fetchOne(db, sql: "SELECT max(position) FROM trace_bundle") }
            guard let newest else { return false }
            while try await unbundleOldest(upTo: newest) { try Task.checkCancellation() }
        } catch let error as TraceStoreError {
            if complaints.withLock({ $0.allows(at: .now) }) {
                Logger.current.warning("The newest call traces are not shown.", metadata: ["error": "\(error)"])
            }
        }
        return true
    }
}

/// A row of the table of bundles.
private struct StoredBundle {
    let position: Int64
    let bytes: [UInt8]
}

extension Database {
    fileprivate func insert(_ bundle: TraceBundle) throws {
        let statement = try cachedStatement(
            sql: "INSERT INTO trace_bundle (first_start, count, last_start, traces) VALUES (?, ?, ?, ?)"
        )
        try statement.execute(
            arguments: [bundle.firstStart, bundle.count, bundle.lastStart, Data(bundle.bytes)]
        )
    }

    fileprivate func hasBundles() throws -> Bool {
        try Int.fetchOne(self, sql: "SELECT 1 FROM trace_bundle LIMIT 1") != nil
    }

    fileprivate func oldestBundle() throws -> StoredBundle? {
        let query = "SELECT position, traces FROM trace_bundle ORDER BY position LIMIT 1"
        return try Row.fetchOne(self, sql: query).map { row in
            // In a damaged file it may be anything.
            let traces: DatabaseValue = row["traces"]
            return StoredBundle(position: row["position"], bytes: Array(Data.fromDatabaseValue(traces) ?? Data()))
        }
    }
}
