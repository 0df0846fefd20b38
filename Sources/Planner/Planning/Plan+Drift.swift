import Spec

extension Plan {
    /// Only what brings servers back that somebody changed or stopped, and nothing that the manifests newly ask for.
    package var onlyDrift: Plan {
        let drifted = Set(drift.filter { $0.outcome == .revert }.map(\.address))
        var plan = self
        plan.scope.isDriftOnly = true
        plan.changes = changes.filter { drifted.contains($0.address) || $0.action == .keep }
        plan.gateways = []
        let steps = Dictionary(grouping: operations.filter { drifted.contains($0.address) }, by: \.address)
        plan.operations = Operation.renumbering(steps.sorted { $0.key < $1.key }.flatMap(\.value))
        return plan
    }
}

extension Operation {
    /// The same operations with numbers without gaps.
    static func renumbering(_ operations: [Operation]) -> [Operation] {
        let numbers = Dictionary(uniqueKeysWithValues: operations.enumerated().map { ($1.id, $0 + 1) })
        return operations.map { operation in
            var renumbered = operation
            renumbered.id = numbers[operation.id] ?? operation.id
            renumbered.dependencies = operation.dependencies.compactMap { numbers[$0] }
            return renumbered
        }
    }
}
