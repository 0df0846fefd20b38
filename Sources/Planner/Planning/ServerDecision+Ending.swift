import Spec

extension ServerDecision {
    /// Decides about a server that no manifest names.
    ///
    /// Its container remembers what its manifest wanted of this moment; what an earlier run left beside it goes in any
    /// case.
    init(ending address: ServerAddress, in inventory: Inventory, entirely: Bool) {
        let existing = inventory.containers(at: address)
        let last = Situation.best(existing)
        let policy = last?.container.definition.removal ?? .standard
        let outcome = entirely ? .remove : policy.outcome
        var steps: [Step] = []
        for owned in existing where owned != last || outcome == .remove { steps.retire(owned.container, after: []) }
        // Last, so that a run that is killed before leaves the container that knows what is wanted as the one that runs.
        if outcome == .stop, let last { steps.halt(last.container, after: steps.removals) }
        guard !steps.isEmpty || outcome == .remove else {
            self.init(change: Change(leftAt: address), steps: [])
            return
        }
        var change = Change(
            address: address,
            action: .remove,
            reasons: [entirely ? .destroyed : .notDeclared],
            attributes: [],
            declaredAt: nil,
            strategy: Strategy(outcome),
            precondition: Precondition(of: existing)
        )
        change.endsProtected = policy.isProtected && outcome != .orphan
        let record = existing.lazy.compactMap(\.container.toolRecord).first
        change.tools = record.map { .difference(ToolDifference(from: $0.tools, to: [])) }
        self.init(change: change, steps: steps)
    }
}

extension Change {
    /// A server that no manifest names, and whose container stays as it is.
    init(leftAt address: ServerAddress) {
        self.init(address: address, action: .keep, reasons: [.leftBehind], attributes: [], declaredAt: nil)
    }

    /// True if no manifest names the server, and its container stays all the same.
    package var isLeftBehind: Bool { reasons == [.leftBehind] }
}

extension Strategy {
    fileprivate init(_ outcome: RemovalPolicy.Outcome) {
        switch outcome {
        case .remove: self = .remove
        case .stop: self = .stop
        case .orphan: self = .orphan
        }
    }
}
