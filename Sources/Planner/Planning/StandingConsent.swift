import Spec

/// What is agreed to beforehand, where nobody can be asked: what a loop may do by itself.
///
/// Commits are looked at by people before they are followed, and the lock judges tools; but the end of many servers at
/// once, or of a protected one, may as well be the work of a broken repository.
package struct StandingConsent: Hashable, Sendable {
    /// How many servers may be removed at once; nil for the budget.
    package var prune: Int?
    /// Protected servers that may end.
    package var unprotected: Set<String>

    package init(prune: Int? = nil, unprotected: Set<String> = []) {
        self.prune = prune
        self.unprotected = unprotected
    }

    func covers(_ consent: Consent) -> Bool {
        switch consent.kind {
        case .prune(let count): count <= prune ?? 0
        case .unprotect(let address): unprotected.contains(address.description)
        case .widenTools, .rewind: true
        }
    }
}

extension Plan {
    /// The plan without the removals that nobody has agreed to, which are in `withheld` then.
    package func within(_ standing: StandingConsent) -> Plan {
        let missing = consents.filter { !standing.covers($0) }
        guard !missing.isEmpty else { return self }
        let kept = Set(missing.flatMap(\.addresses))
        var plan = self
        plan.withheld = missing
        plan.operations = Operation.renumbering(operations.filter { !kept.contains($0.address) })
        plan.changes = changes.map { kept.contains($0.address) ? Change(leftAt: $0.address) : $0 }
        return plan
    }
}
