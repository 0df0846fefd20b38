import Dispatch
import Synchronization

/// Waits for a lock on a thread of its own, because `flock(2)` blocks and cannot be cancelled.
///
/// A waiter that is given up leaves the thread to its wait; the lock it then gets, it releases at once.
final class LockWaiter: Sendable {
    private enum State {
        case idle
        case waiting(CheckedContinuation<LockFile, any Error>)
        case granted
        case abandoned
    }

    private let file: LockFile
    private let threads: LockThreads
    private let state = Mutex(State.idle)

    /// - Returns: nil if too many waits that were given up still block.
    init?(_ file: LockFile, threads: LockThreads) {
        guard threads.reserve() else { return nil }
        self.file = file
        self.threads = threads
    }

    /// Returns the file once it is locked; called once.
    ///
    /// - Throws: `CancellationError`, or `Errno`.
    func value() async throws -> LockFile {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation(begin)
        } onCancel: {
            abandon()
        }
    }

    /// Gives the lock up, granted or not.
    func abandon() {
        let previous = state.withLock { state in
            defer { state = .abandoned }
            return state
        }
        switch previous {
        case .waiting(let continuation): continuation.resume(throwing: CancellationError())
        case .granted: file.close()
        case .idle, .abandoned: break
        }
    }

    private func begin(_ continuation: CheckedContinuation<LockFile, any Error>) {
        let isAbandoned = state.withLock { state in
            if case .abandoned = state { return true }
            state = .waiting(continuation)
            return false
        }
        guard !isAbandoned else {
            threads.release()
            file.close()
            continuation.resume(throwing: CancellationError())
            return
        }
        DispatchQueue(label: "mcp-reconcile.lock").async { [self] in
            finish(Result { try file.lock() })
        }
    }

    private func finish(_ result: Result<Void, any Error>) {
        threads.release()
        let waiting: CheckedContinuation<LockFile, any Error>? = state.withLock { state in
            guard case .waiting(let continuation) = state else { return nil }
            state = .granted
            return continuation
        }
        guard let waiting else {
            file.close()
            return
        }
        waiting.resume(with: result.map { file })
    }
}

/// Counts the threads that block on a lock, so that a holder that never ends cannot make a waiter pile them up.
final class LockThreads: Sendable {
    private static let maximum = 8

    private let blocked = Mutex(0)

    /// Takes the right to one thread, and returns whether there was one left.
    func reserve() -> Bool {
        blocked.withLock { blocked in
            guard blocked < Self.maximum else { return false }
            blocked += 1
            return true
        }
    }

    func release() {
        blocked.withLock { $0 -= 1 }
    }
}
