/// A wait took longer than it may.
struct DeadlineExceeded: Error {}

/// Runs `operation` and cancels it when `limit` has passed.
///
/// - Throws: ``DeadlineExceeded`` when the limit ends the wait, else what `operation` throws.
func withDeadline<Value: Sendable>(
    _ limit: Duration,
    _ operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw DeadlineExceeded()
        }
        guard let value = try await group.next() else {
            preconditionFailure("a group of two tasks has a first result")
        }
        return value
    }
}
