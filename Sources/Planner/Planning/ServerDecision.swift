import Spec

/// What happens to one server: the change that a reader sees, and the steps that bring it about.
struct ServerDecision {
    let change: Change
    let steps: [Step]

    init(change: Change, steps: [Step]) {
        self.change = change
        self.steps = steps
    }

    /// Decides about a server that a manifest names.
    init(_ situation: Situation) {
        if let image = situation.image, ContainerLabels.areClaimed(by: image) {
            self = .refusing(situation, because: .imageClaimsOwnership)
            return
        }
        let (server, image) = (situation.server, situation.image)
        if let distrust = server.locked?.distrust(of: server.image, image) {
            self = .refusing(situation, because: distrust)
            return
        }
        guard let specHash = situation.specHash else {
            self = .pulling(situation)
            return
        }
        if situation.leavesDrift {
            self.init(change: Change(.keep, .leave, situation, []), steps: [])
            return
        }
        let current = situation.current
        let others = situation.existing.filter { $0 != current }
        switch (current, others.isEmpty) {
        case (let current?, true): self = .keeping(current, situation)
        case (let current?, false): self = .finishing(current, situation, instead: others)
        case (nil, let isNew): self = .creating(specHash, situation, isNew: isNew)
        }
    }
}

extension ServerDecision {
    private static func refusing(_ situation: Situation, because reason: Reason) -> Self {
        Self(change: Change(.refuse, .leave, situation, [reason]), steps: [])
    }

    /// Everything else waits until the image's content is known.
    private static func pulling(_ situation: Situation) -> Self {
        let action: Change.Action = situation.existing.isEmpty ? .create : .replace
        var change = Change(action, .pull, situation, [.imageNotPresent], attributes: situation.attributeChanges)
        change.tools = situation.toolOutlook
        return Self(change: change, steps: [Step(kind: .pullImage(situation.server.image), dependencies: [])])
    }

    private static func keeping(_ current: Inventory.Owned, _ situation: Situation) -> Self {
        let state = current.container.state
        guard state != .running || current.isCandidate else {
            return Self(change: Change(.keep, .leave, situation, []), steps: [])
        }
        let reason: Reason = state == .running ? .notAdmitted : .notRunning(state)
        let admission = Step(kind: .admit(current.identity), dependencies: [])
        return Self(change: Change(.start, .start, situation, [reason]), steps: [admission])
    }

    /// The right container exists, and others do too: an earlier run ended before its end, or two ran at once.
    private static func finishing(
        _ current: Inventory.Owned,
        _ situation: Situation,
        instead others: [Inventory.Owned]
    ) -> Self {
        var steps = [Step(kind: .admit(current.identity), dependencies: [])]
        for other in others { steps.retire(other.container, after: [0]) }
        let isDuplicate = others.allSatisfy { $0.identity.specHash == current.identity.specHash }
        let reason: Reason = isDuplicate ? .duplicate : .unfinishedReplacement
        return Self(change: Change(.replace, .finish, situation, [reason]), steps: steps)
    }

    /// The old containers serve until the new one has been admitted.
    private static func replacing(_ situation: Situation, by identity: ContainerIdentity) -> [Step] {
        var steps = [
            Step(kind: .create(situation.order(for: identity)), dependencies: []),
            Step(kind: .admit(identity), dependencies: [0]),
        ]
        for old in situation.existing { steps.retire(old.container, after: [1]) }
        return steps
    }

    private static func creating(_ specHash: SpecHash, _ situation: Situation, isNew: Bool) -> Self {
        let identity = ContainerIdentity(
            owner: situation.inventory.owner,
            address: situation.address,
            specHash: specHash,
            generation: situation.inventory.nextGeneration(of: specHash, at: situation.address)
        )
        let names = [identity.containerName, identity.candidateName]
        if let taken = names.first(where: situation.inventory.foreignNames.contains) {
            return refusing(situation, because: .nameTaken(taken))
        }
        let steps = situation.isComparison ? [] : replacing(situation, by: identity)
        let (action, strategy): (Change.Action, Strategy) = isNew ? (.create, .create) : (.replace, .replace)
        let reasons = [situation.reasonToCreate]
        var change = Change(action, strategy, situation, reasons, attributes: situation.attributeChanges)
        change.tools = situation.toolOutlook
        change.precondition.absent = [identity.containerName]
        return Self(change: change, steps: steps)
    }
}

extension Change {
    fileprivate init(
        _ action: Action,
        _ strategy: Strategy,
        _ situation: Situation,
        _ reasons: [Reason],
        attributes: [AttributeChange] = []
    ) {
        self.init(
            address: situation.address,
            action: action,
            reasons: reasons,
            attributes: attributes,
            declaredAt: situation.server.declaredAt,
            strategy: strategy,
            spec: situation.specHash,
            precondition: strategy == .leave ? Precondition() : Precondition(of: situation.existing)
        )
    }
}

extension Precondition {
    init(of existing: [Inventory.Owned]) {
        self.init(
            containers: existing.map { owned in
                Container(
                    id: owned.container.id.text,
                    name: owned.container.name,
                    state: owned.container.state,
                    fingerprint: owned.container.definition.fingerprint
                )
            }
        )
    }
}

extension ContainerDefinition {
    /// A hash of what a plan shows of it: values that are not shown are not in it either.
    fileprivate var fingerprint: String {
        let shown = attributes.map { attribute in
            let change = AttributeChange(path: attribute.path, old: nil, new: attribute.value)
            return CanonicalJSON.array([.string(attribute.path.text), .string(change.shownValues.new ?? "")])
        }
        return String(HexDigest(of: CanonicalJSON.array(shown).text).text.prefix(16))
    }
}
