package import Spec
package import SystemPackage

/// Keeps two applies of one owner on one host from working at once: a lock on a file, held by a process.
///
/// The kernel releases it when the process ends, however it ends, so it is never stuck. Appliers on different hosts
/// do without: content-addressed names and a new plan after every conflict bring them to one state.
package struct ApplyLock: Sendable {
    /// Where lock files are kept, for this user alone.
    package let directory: FilePath
    private let threads = LockThreads()

    /// - Parameter directory: Where lock files are kept; created, for this user alone, if it does not exist.
    package init(directory: FilePath) {
        self.directory = directory
    }

    /// Uses the user's runtime directory (`XDG_RUNTIME_DIR`), else a directory of the user's own under `TMPDIR`.
    package init(environment: [String: String], userID: UInt32) {
        if let runtime = environment["XDG_RUNTIME_DIR"], runtime.hasPrefix("/") {
            self.init(directory: FilePath(runtime).appending("mcp-reconcile"))
        } else {
            let temporary = environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
            self.init(directory: FilePath(temporary).appending("mcp-reconcile-\(userID)"))
        }
    }

    /// Runs the body while no other body of the same owner runs, on this host.
    ///
    /// - Throws: ``ApplyError`` with the code `locked` when the lock was not free within `limit`; it names the holder.
    package func withLock<Value: Sendable>(
        of owner: OwnerID,
        waitingUpTo limit: Duration,
        on clock: any Clock<Duration> = ContinuousClock(),
        _ body: () async throws(ApplyError) -> Value
    ) async throws(ApplyError) -> Value {
        try await withLock(named: owner.text, waitingUpTo: limit, on: clock, body)
    }

    /// Runs the body while no other body of that name runs, on this host.
    func withLock<Value: Sendable>(
        named name: String,
        waitingUpTo limit: Duration,
        on clock: any Clock<Duration> = ContinuousClock(),
        _ body: () async throws(ApplyError) -> Value
    ) async throws(ApplyError) -> Value {
        let path = directory.appending("\(name).lock")
        let file = try await acquire(path, limit: limit, clock: clock)
        defer { file.close() }
        return try await body()
    }

    private func acquire(
        _ path: FilePath,
        limit: Duration,
        clock: any Clock<Duration>
    ) async throws(ApplyError) -> LockFile {
        do {
            let file = try LockFile(at: path)
            return try file.tryLock() ? file : try await wait(for: file, limit: limit, clock: clock)
        } catch let error as Errno {
            throw ApplyError(code: .lockUnavailable, doing: "locking \(path)", cause: error)
        } catch is DeadlineExceeded {
            throw ApplyError(code: .locked, doing: Self.explain(LockFile.holder(at: path), limit))
        } catch {
            throw ApplyError(error, doing: "waiting for another apply")
        }
    }

    private func wait(for file: LockFile, limit: Duration, clock: any Clock<Duration>) async throws -> LockFile {
        guard limit > .zero, let waiter = LockWaiter(file, threads: threads) else {
            file.close()
            throw DeadlineExceeded()
        }
        do {
            return try await withDeadline(limit, on: clock) { try await waiter.value() }
        } catch {
            waiter.abandon()
            throw error
        }
    }

    private static func explain(_ holder: Int32?, _ limit: Duration) -> String {
        let name = holder.map { "process \($0)" } ?? "another process"
        return "\(name) is applying for the same owner and did not finish within \(limit)"
    }
}
