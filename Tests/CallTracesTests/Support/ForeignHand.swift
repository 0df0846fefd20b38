import GRDB

/// Changes a database behind the store's back.
func executeForeignSQL(_ sql: String, at path: String) async throws {
    try await DatabaseQueue(path: path).write { db in try db.execute(sql: sql) }
}
