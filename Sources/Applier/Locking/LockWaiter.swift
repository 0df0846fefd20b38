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
    private let state = Mutex(State.idle)

    init(_ file: LockFile) {
        self.file = file
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
            file.close()
            continuation.resume(throwing: CancellationError())
            return
        }
        DispatchQueue(label: "mcp-reconcile.lock").async { [self] in
            finish(Result { try file.lock() })
        }
    }

    private func finish(_ result: Result<Void, any Error>) {
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
