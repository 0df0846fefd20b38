import Spec

/// What happens to one server: the change that a reader sees and the steps that bring it about.
struct ServerDecision {
    let change: Change
    let steps: [Step]

    init(
        address: ServerAddress,
        server: ServerSpec?,
        inventory: Inventory,
        images: [ImageReference: ObservedImage],
        revision: Revision?
    ) {
        let existing = inventory.containers(at: address)
        guard let server else {
            self = .removing(existing, at: address)
            return
        }
        let image = images[server.image]
        let situation = Situation(
            address: address,
            server: server,
            definition: ContainerDefinition(server: server, image: image),
            existing: existing,
            revision: revision
        )
        if let image, image.labels.keys.contains(where: { $0.hasPrefix(ContainerLabels.prefix) }) {
            self = situation.refusing(.imageClaimsOwnership)
        } else {
            self = situation.decision(owner: inventory.owner, foreignNames: inventory.foreignNames)
        }
    }

    init(change: Change, steps: [Step]) {
        self.change = change
        self.steps = steps
    }

    private static func removing(_ existing: [Inventory.Owned], at address: ServerAddress) -> Self {
        var steps: [Step] = []
        for owned in existing { steps.retire(owned.container, after: []) }
        let change = Change(
            address: address,
            action: .remove,
            reasons: [.notDeclared],
            attributes: [],
            declaredAt: nil
        )
        return Self(change: change, steps: steps)
    }
}

/// A server that is wanted, and the containers that it has.
private struct Situation {
    let address: ServerAddress
    let server: ServerSpec
    let definition: ContainerDefinition
    let existing: [Inventory.Owned]
    let revision: Revision?

    func decision(owner: OwnerID, foreignNames: Set<String>) -> ServerDecision {
        guard let hash = SpecHash(profile: address.profile, definition: definition) else { return pulling }
        let matching = existing.filter { $0.identity.specHash == hash }
        if let current = Self.best(matching.filter { isUsable($0.container) }) {
            // What the engine is removing already needs nothing more.
            return keeping(current, others: existing.filter { $0 != current && $0.container.state != .removing })
        }
        let generation = (matching.map(\.identity.generation).max() ?? -1) + 1
        let identity = ContainerIdentity(owner: owner, address: address, specHash: hash, generation: generation)
        guard !foreignNames.contains(identity.containerName) else {
            return refusing(.nameTaken(identity.containerName))
        }
        return creating(identity, instead: matching)
    }

    func refusing(_ reason: Reason) -> ServerDecision {
        ServerDecision(change: change(.refuse, [reason]), steps: [])
    }

    /// Everything else waits until the image's content is known.
    private var pulling: ServerDecision {
        let change = change(existing.isEmpty ? .create : .replace, [.imageNotPresent], attributes: attributeChanges)
        return ServerDecision(change: change, steps: [Step(kind: .pullImage(server.image), dependencies: [])])
    }

    /// The live container is what was applied, and can be brought to run.
    private func isUsable(_ container: ObservedContainer) -> Bool {
        switch container.state {
        case .running, .created, .exited: container.definition.changes(to: definition).isEmpty
        case .paused, .restarting, .removing, .dead: false
        }
    }

    /// A running container before one that is not, then the newest generation.
    private static func best(_ candidates: [Inventory.Owned]) -> Inventory.Owned? {
        candidates.max { left, right in
            let (l, r) = (left.container.state == .running, right.container.state == .running)
            return l == r ? left.identity.generation < right.identity.generation : !l
        }
    }

    private func keeping(_ current: Inventory.Owned, others: [Inventory.Owned]) -> ServerDecision {
        let state = current.container.state
        if others.isEmpty, state == .running { return ServerDecision(change: change(.keep, []), steps: []) }
        var steps = [Step(kind: .admit(current.identity), dependencies: [])]
        for other in others { steps.retire(other.container, after: [0]) }
        guard !others.isEmpty else {
            return ServerDecision(change: change(.start, [.notRunning(state)]), steps: steps)
        }
        let isDuplicate = others.allSatisfy { $0.identity.specHash == current.identity.specHash }
        return ServerDecision(change: change(.replace, [isDuplicate ? .duplicate : .unfinishedReplacement]), steps: steps)
    }

    private func creating(_ identity: ContainerIdentity, instead matching: [Inventory.Owned]) -> ServerDecision {
        let labels = ContainerLabels.make(for: identity, definition: definition, revision: revision)
        let order = CreationOrder(identity: identity, definition: definition, labels: labels)
        var steps = [
            Step(kind: .create(order), dependencies: []),
            Step(kind: .admit(identity), dependencies: [0]),
        ]
        for old in existing { steps.retire(old.container, after: [1]) }
        let reasons = reasons(instead: matching)
        let action: Change.Action = existing.isEmpty ? .create : .replace
        return ServerDecision(change: change(action, reasons, attributes: attributeChanges), steps: steps)
    }

    private func reasons(instead matching: [Inventory.Owned]) -> [Reason] {
        guard let previous else { return [.notPresent] }
        guard let same = Self.best(matching) else {
            let hashes = definition.groupHashes
            let changed = AttributeGroup.allCases.filter { group in
                previous.container.labels[ContainerLabels.spec(group)] != hashes[group]
            }
            return [.specChanged(changed)]
        }
        let drifted = same.container.definition.changes(to: definition).map(\.path)
        return drifted.isEmpty ? [.notRunning(same.container.state)] : [.drifted(drifted)]
    }

    private var attributeChanges: [AttributeChange] {
        guard let previous else { return [] }
        return previous.container.definition.changes(to: definition, locations: server.attributeLocations)
    }

    /// The container that serves now, as far as one can tell.
    private var previous: Inventory.Owned? { Self.best(existing) }

    private func change(
        _ action: Change.Action,
        _ reasons: [Reason],
        attributes: [AttributeChange] = []
    ) -> Change {
        Change(
            address: address,
            action: action,
            reasons: reasons,
            attributes: attributes,
            declaredAt: server.declaredAt
        )
    }
}

extension [Step] {
    /// Moves calls away from a container that may serve, stops it and removes it.
    fileprivate mutating func retire(_ container: ObservedContainer, after dependencies: [Int]) {
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
}
