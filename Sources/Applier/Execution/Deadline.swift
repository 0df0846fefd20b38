/// The time a body was allowed has passed.
struct DeadlineExceeded: Error {}

/// Runs a body, and cancels it when `limit` passes on `clock`.
///
/// - Throws: ``DeadlineExceeded``, or what the body throws.
func withDeadline<Value: Sendable>(
    _ limit: Duration,
    on clock: any Clock<Duration>,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        defer { group.cancelAll() }
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            throw DeadlineExceeded()
        }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

/// Returns a closure that tells the time since it was made.
func makeStopwatch<C: Clock<Duration>>(_ clock: C) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
}
