import GRDB
import Synchronization

/// The database in which traces are kept; several processes may use one at once.
///
/// Every access runs on the driver's own queues. Reads throw ``TraceStoreError``, or `CancellationError` when the task
/// is cancelled; writes are finished even then.
package final class TraceStore: Sendable {
    /// The fewest characters of an id that name a trace.
    package static let minimumPrefix = 4
    private static let openingAttempts = 5

    package let path: String
    let pool: DatabasePool
    /// So that one who follows is not told again and again.
    let complaints = Mutex(LogThrottle(interval: .seconds(60)))

    /// Opens the database, creating and migrating it as needed; blocks while it does.
    package init(path: String) throws(TraceStoreError) {
        self.path = path
        try TraceFile(path: path).prepare()
        pool = try Self.open(path)
    }

    /// Two processes that create the same database meet in the same migration, and one of them has to look again.
    private static func open(_ path: String) throws(TraceStoreError) -> DatabasePool {
        var attempts = openingAttempts
        while true {
            attempts -= 1
            do {
                let pool = try DatabasePool(path: path, configuration: TraceSchema.configuration)
                try TraceSchema.migrator.migrate(pool)
                return pool
            } catch let error as DatabaseError where error.isFromRace && attempts > 0 {
                continue
            } catch {
                var failure = TraceStoreError.from(error, doing: "")
                failure.doing = "opening the trace database \(path)"
                throw failure
            }
        }
    }

    /// Writes the traces in one transaction; those whose id is there already are left out.
    package func insert(_ traces: [CallTrace]) async throws(TraceStoreError) {
        try await write("writing traces to \(path)") { db in
            try db.inTransaction(.immediate) {
                try db.insert(traces)
                return .commit
            }
        }
    }

    /// Runs `body` on the writer's queue, to its end even when the task is cancelled.
    func write<Value: Sendable>(
        _ doing: String,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(TraceStoreError) -> Value {
        let result = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { db in
                continuation.resume(returning: Result { try body(db) })
            }
        }
        switch result {
        case .success(let value): return value
        case .failure(let error): throw .from(error, doing: doing)
        }
    }

    /// Runs `body` in a snapshot of the database.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await pool.read(body)
        } catch let error as CancellationError {
            throw error
        } catch {
            throw TraceStoreError.from(error, doing: "reading traces from \(path)")
        }
    }
}

extension DatabaseError {
    fileprivate var isFromRace: Bool {
        switch resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_CONSTRAINT, .SQLITE_SCHEMA: true
        default: false
        }
    }
}
