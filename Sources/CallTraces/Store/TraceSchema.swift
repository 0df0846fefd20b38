import GRDB

/// The layout of the trace database and the connection settings it needs.
enum TraceSchema {
    /// "mcpT" in ASCII, kept in the file's header so that another program's database is never migrated.
    private static let applicationID = 0x6D63_7054
    private static let busyTimeout = 5.0
    private static let pageSize = 16_384

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 call_trace") { try createTraces($0) }
        migrator.registerMigration("2 trace_bundle") { try createBundles($0) }
        return migrator
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "traces"
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(busyTimeout)
        configuration.maximumReaderCount = 2
        configuration.prepareDatabase { db in
            if !db.configuration.readonly { try claim(db) }
        }
        return configuration
    }

    /// Runs before the driver or a migration writes anything: refuses what is not ours, marks an empty file as ours.
    private static func claim(_ db: Database) throws {
        // Only effective while the file is empty: https://sqlite.org/pragma.html#pragma_auto_vacuum
        // https://sqlite.org/pragma.html#pragma_page_size: rows are written by the hundred, in few writes of large pages.
        try db.execute(sql: "PRAGMA page_size = \(pageSize)")
        try db.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
        if try identify(db) { return }
        try db.inTransaction(.immediate) {
            // Another process may have been quicker since the look above.
            if try !identify(db) { try db.execute(sql: "PRAGMA application_id = \(applicationID)") }
            return .commit
        }
    }

    /// Whether the database is ours and of a schema this program knows; false when it is empty.
    private static func identify(_ db: Database) throws -> Bool {
        let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
        let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master")
        if id == 0, objects == 0 { return false }
        guard id == applicationID else { throw TraceStoreError(.foreignDatabase) }
        guard try !migrator.hasBeenSuperseded(db) else { throw TraceStoreError(.newerSchema) }
        return true
    }

    /// The traces that are no rows yet, many in each row; their bytes come last, where nothing has to pass over them.
    private static func createBundles(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS trace_bundle (
                    position INTEGER PRIMARY KEY AUTOINCREMENT,
                    first_start INTEGER NOT NULL,
                    last_start INTEGER NOT NULL,
                    count INTEGER NOT NULL,
                    traces BLOB NOT NULL
                ) STRICT;
                """
        )
    }

    private static func createTraces(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS call_trace (
                    position INTEGER PRIMARY KEY AUTOINCREMENT,
                    id TEXT NOT NULL UNIQUE,
                    session TEXT NOT NULL,
                    client TEXT,
                    profile TEXT NOT NULL,
                    server TEXT NOT NULL,
                    method TEXT NOT NULL,
                    target TEXT NOT NULL,
                    arguments TEXT,
                    result TEXT,
                    start INTEGER NOT NULL,
                    duration INTEGER NOT NULL,
                    queue INTEGER NOT NULL,
                    backend INTEGER NOT NULL,
                    gateway INTEGER NOT NULL,
                    outcome TEXT NOT NULL,
                    error TEXT,
                    trace_id TEXT,
                    request_bytes INTEGER NOT NULL,
                    result_bytes INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX IF NOT EXISTS call_trace_start ON call_trace (start);
                CREATE INDEX IF NOT EXISTS call_trace_server_start ON call_trace (server, start);
                """
        )
    }
}

extension TraceStoreError {
    /// An error whose `doing` the opener fills in.
    fileprivate init(_ code: Code) {
        self.init(code, doing: "opening the trace database", remedy: code.remedy)
    }
}
