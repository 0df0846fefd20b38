package import Spec

/// A difference between a container and what was applied, which no manifest asked for.
package struct DriftFinding: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The container's attributes were changed: these, or some of these groups where what was applied is no longer
        /// known in full.
        case attributes([AttributeChange])
        case groups([AttributeGroup])
        /// The container is in this state instead of running.
        case state(ObservedContainer.RunState)
        /// Containers beside the right one.
        case extra(Int)
    }

    /// What the plan does about it.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        /// The server is brought back to what the manifests ask.
        case revert
        /// The container goes anyway, for another reason.
        case moot
        /// The plan does not concern the server.
        case leave
    }

    package var address: ServerAddress
    package var container: String
    package var kind: Kind
    package var outcome: Outcome

    /// How many fields it is about.
    package var count: Int {
        switch kind {
        case .attributes(let changes): changes.count
        case .groups(let groups): groups.count
        case .state, .extra: 1
        }
    }
}

extension Situation {
    /// What differs from what was applied, container by container.
    var drift: [DriftFinding] {
        existing.compactMap { owned in kind(of: owned).map { finding(of: owned, $0) } }
            + duplicates
    }

    /// True if all that is wrong with the server is what somebody did to it, and the manifests want that only reported.
    ///
    /// A candidate, and a container that was never started, are the work of an apply that did not end, and of nobody else.
    var leavesDrift: Bool {
        guard server.drift == .report, let previous else { return false }
        return existing.allSatisfy { $0.identity.specHash == specHash } && !previous.isCandidate
            && previous.container.state != .created && (standing(of: previous) != .serving || existing.count > 1)
    }

    private func finding(of owned: Inventory.Owned, _ kind: DriftFinding.Kind) -> DriftFinding {
        let isWanted = owned.identity.specHash == specHash
        return DriftFinding(
            address: address,
            container: owned.container.name,
            kind: kind,
            outcome: isWanted ? (leavesDrift ? .leave : .revert) : .moot
        )
    }

    private func kind(of owned: Inventory.Owned) -> DriftFinding.Kind? {
        if owned.identity.specHash == specHash {
            let changes = owned.container.definition.changes(to: definition, locations: server.attributeLocations)
            if !changes.isEmpty { return .attributes(changes) }
        } else {
            let groups = owned.container.driftedGroups
            if !groups.isEmpty { return .groups(groups) }
        }
        let isServing = owned.container.state == .running || owned.container.state == .removing
        return isServing || owned != existing.first || existing.count > 1 ? nil : .state(owned.container.state)
    }

    private var duplicates: [DriftFinding] {
        guard let current, existing.count > 1 else { return [] }
        let kind = DriftFinding.Kind.extra(existing.count - 1)
        return [
            DriftFinding(
                address: address,
                container: current.container.name,
                kind: kind,
                outcome: leavesDrift ? .leave : .revert
            )
        ]
    }
}

extension ObservedContainer {
    /// The groups whose hash is no longer the one that was written when the container was made.
    var driftedGroups: [AttributeGroup] {
        let applied = AttributeGroup.allCases.filter { labels[ContainerLabels.spec($0)] != nil }
        guard !applied.isEmpty else { return [] }
        let hashes = definition.groupHashes
        return applied.filter { labels[ContainerLabels.spec($0)] != hashes[$0] }
    }
}
