/// A limit of time for something that can be cancelled.
enum Deadline {
    /// Runs the body and cancels it when its time has passed.
    ///
    /// - Returns: What the body returns.
    /// - Throws: ``InterceptorFailure`` if the time has passed, or what the body throws.
    static func run<Value: Sendable>(
        within limit: Duration,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw InterceptorFailure("did not end within \(limit.seconds) s")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}
