import Spec

/// What somebody agreed to: the changes of one plan, server by server.
///
/// A later plan is compared with it where it counts. What became of servers that were not in it does not matter, a
/// change that somebody has carried out meanwhile is done, and one that is the same upon other containers is the same.
package struct Approval: Sendable {
    /// What a later plan comes to.
    package enum Answer: Sendable {
        /// The part of it that was agreed to, and what a reader should know.
        case carryOut(Plan, notes: [String])
        /// Some of it is not what was agreed to.
        case stale([Mismatch])
    }

    /// A server for which something else is to be done now.
    package struct Mismatch: Hashable, Sendable {
        package var address: String
        /// What was agreed to, and what would be done now; escaped.
        package var approved: [String]
        package var current: [String]
    }

    private let changes: [String: ApprovedChange]

    /// Agrees to a plan as it is.
    package init(_ plan: Plan) {
        self.init(plan.changes.map(\.json))
    }

    init(_ changes: [CanonicalJSON]) {
        self.changes = Dictionary(
            changes.compactMap(ApprovedChange.init).map { ($0.address, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Compares a plan that was made now.
    package func answer(to plan: Plan) -> Answer {
        let fresh = Dictionary(uniqueKeysWithValues: plan.changes.map { ($0.address.description, $0) })
        var (mismatches, notes): ([Mismatch], [String]) = ([], [])
        var admitted: Set<ServerAddress> = []
        for (address, approved) in changes.sorted(by: { $0.key < $1.key }) {
            switch approved.standing(of: fresh[address]) {
            case .same: admit(fresh[address], &admitted)
            case .sameOnOthers:
                admit(fresh[address], &admitted)
                notes.append(
                    "\(address): its containers are no longer as they were, and the change is the same"
                )
            case .rest:
                admit(fresh[address], &admitted)
                notes.append("\(address): a part of the change is done already")
            case .done: notes.append("\(address): done already")
            case .other:
                mismatches.append(
                    Mismatch(address: address, approved: approved.lines, current: ApprovedChange.lines(fresh[address]))
                )
            }
        }
        guard mismatches.isEmpty else { return .stale(mismatches) }
        return .carryOut(plan.restricted(to: admitted, keeping: changes.keys), notes: notes + leftAlone(plan, admitted))
    }

    private func admit(_ change: Change?, _ admitted: inout Set<ServerAddress>) {
        if let change { admitted.insert(change.address) }
    }

    private func leftAlone(_ plan: Plan, _ admitted: Set<ServerAddress>) -> [String] {
        let others = plan.changes.filter { change in
            change.strategy != .leave && !admitted.contains(change.address)
                && changes[change.address.description] == nil
        }
        return others.map { "\($0.address): left alone, for its change is not in the plan" }
    }
}

extension Plan {
    /// The operations of these servers alone, and the changes of those that were spoken of.
    fileprivate func restricted(
        to admitted: Set<ServerAddress>,
        keeping known: some Collection<String>
    ) -> Plan {
        let known = Set(known)
        var plan = self
        plan.changes = changes.filter { known.contains($0.address.description) }
        plan.operations = Operation.renumbering(operations.filter { admitted.contains($0.address) })
        return plan
    }
}
