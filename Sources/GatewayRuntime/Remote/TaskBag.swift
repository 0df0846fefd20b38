import Synchronization

/// Tasks that live no longer than what they work for.
final class TaskBag: Sendable {
    private struct State {
        var tasks: [Int: Task<Void, Never>] = [:]
        var last = 0
        var isClosed = false
    }

    private let state = Mutex(State())

    var count: Int { state.withLock { $0.tasks.count } }

    /// Runs something unless the bag is closed.
    ///
    /// - Returns: Its number, for ``cancel(_:)``.
    @discardableResult
    func run(_ body: @escaping @Sendable () async -> Void) -> Int? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            state.last += 1
            let number = state.last
            state.tasks[number] = Task { [weak self] in
                await body()
                self?.ended(number)
            }
            return number
        }
    }

    func cancel(_ number: Int) {
        state.withLock { $0.tasks[number] }?.cancel()
    }

    /// Cancels everything; nothing runs any more.
    ///
    /// - Returns: True if this is the first call.
    @discardableResult
    func close() -> Bool {
        let (tasks, isFirst) = state.withLock { state in
            defer { (state.tasks, state.isClosed) = ([:], true) }
            return (Array(state.tasks.values), !state.isClosed)
        }
        for task in tasks { task.cancel() }
        return isFirst
    }

    private func ended(_ number: Int) {
        state.withLock { $0.tasks[number] = nil }
    }
}
