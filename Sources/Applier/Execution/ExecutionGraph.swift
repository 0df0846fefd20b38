import Planner

/// Which operation of a plan may run next: decides, and does nothing itself.
///
/// An operation is ready when all it depends on has *succeeded*; one failure withholds everything behind it and nothing
/// else. Ready operations come out in the plan's order, so that a run is deterministic at width 1.
struct ExecutionGraph {
    private enum Progress {
        case waiting, running, succeeded, stopped
    }

    private let operations: [Operation]
    private var progress: [Int: Progress] = [:]

    init(_ operations: [Operation]) {
        self.operations = operations.sorted { $0.id < $1.id }
        for operation in operations {
            progress[operation.id] = .waiting
        }
    }

    /// Takes the first operation that is ready, if any.
    mutating func next() -> Operation? {
        guard let operation = operations.first(where: isReady) else { return nil }
        progress[operation.id] = .running
        return operation
    }

    mutating func succeeded(_ operation: Operation) {
        progress[operation.id] = .succeeded
    }

    /// Returns the operations that can no longer run, each once.
    mutating func failed(_ operation: Operation) -> [Operation] {
        progress[operation.id] = .stopped
        return withholdBlocked()
    }

    /// Gives up everything that has not begun.
    mutating func withholdRest() -> [Operation] {
        let rest = operations.filter { progress[$0.id] == .waiting }
        for operation in rest {
            progress[operation.id] = .stopped
        }
        return rest
    }

    private func isReady(_ operation: Operation) -> Bool {
        progress[operation.id] == .waiting && operation.dependencies.allSatisfy { progress[$0] == .succeeded }
    }

    /// A dependency that is not in the plan counts as one that did not succeed.
    private mutating func withholdBlocked() -> [Operation] {
        var blocked: [Operation] = []
        while let operation = operations.first(where: isBlocked) {
            progress[operation.id] = .stopped
            blocked.append(operation)
        }
        return blocked
    }

    private func isBlocked(_ operation: Operation) -> Bool {
        progress[operation.id] == .waiting
            && operation.dependencies.contains { progress[$0] == .stopped || progress[$0] == nil }
    }
}
