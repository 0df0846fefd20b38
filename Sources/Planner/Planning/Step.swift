import Spec

/// One operation of one server, before it has a number.
struct Step: Hashable {
    let kind: Operation.Kind
    /// Indices of earlier steps of the same server.
    let dependencies: [Int]
}

extension [Step] {
    /// Moves calls away from a container that may serve, stops it and removes it.
    mutating func retire(_ container: ObservedContainer, after dependencies: [Int]) {
        switch container.state {
        case .running, .paused, .restarting:
            append(Step(kind: .drain(container.id), dependencies: dependencies))
            append(Step(kind: .stop(container.id), dependencies: [count - 1]))
            append(Step(kind: .remove(container.id), dependencies: [count - 1]))
        case .created, .exited, .dead:
            append(Step(kind: .remove(container.id), dependencies: dependencies))
        case .removing:
            return
        }
    }

    /// The indices of the steps by which containers go.
    var removals: [Int] {
        indices.filter { if case .remove = self[$0].kind { true } else { false } }
    }

    /// Moves calls away from a container that may serve, and stops it.
    mutating func halt(_ container: ObservedContainer, after dependencies: [Int]) {
        switch container.state {
        case .running, .paused, .restarting:
            append(Step(kind: .drain(container.id), dependencies: dependencies))
            append(Step(kind: .stop(container.id), dependencies: [count - 1]))
        case .created, .exited, .dead, .removing:
            return
        }
    }
}

extension Operation {
    /// Numbers the steps of one server after another; what one server waits for is only ever its own.
    static func numbering(_ servers: [(ServerAddress, [Step])]) -> [Operation] {
        var operations: [Operation] = []
        for (address, steps) in servers {
            let first = operations.count + 1
            operations += steps.enumerated().map { index, step in
                Operation(
                    id: first + index,
                    address: address,
                    kind: step.kind,
                    dependencies: step.dependencies.map { first + $0 }
                )
            }
        }
        return operations
    }
}
