import Spec

/// What is known when the status of servers is told.
struct StatusSituation {
    let plan: Plan
    /// With what the images document.
    let desired: DesiredState
    let images: [ImageReference: ObservedImage]
    let inventory: Inventory
    let gateways: [ProfileName: ServingReport]

    private let policies: [ServerAddress: ServingPolicy]
    private let servers: [ServerAddress: ServerSpec]

    init(
        _ plan: Plan,
        _ observed: ObservedState,
        _ desired: DesiredState,
        gateways: [ProfileName: ServingReport]
    ) {
        (self.plan, self.desired, self.gateways) = (plan, desired, gateways)
        images = observed.images
        inventory = Inventory(observed, owner: desired.owner)
        var (policies, servers): ([ServerAddress: ServingPolicy], [ServerAddress: ServerSpec]) = ([:], [:])
        for profile in desired.profiles {
            for policy in profile.serving {
                policies[ServerAddress(profile: profile.name, server: policy.name)] = policy
            }
            for server in profile.servers {
                servers[ServerAddress(profile: profile.name, server: server.name)] = server
            }
        }
        (self.policies, self.servers) = (policies, servers)
    }

    func policy(of address: ServerAddress) -> ServingPolicy? { policies[address] }

    func served(_ address: ServerAddress) -> ServingReport.Server? {
        gateways[address.profile]?.servers[address.server]
    }

    /// The one that serves, else any.
    func container(of address: ServerAddress) -> Inventory.Owned? {
        let wanted = plan.changes.first { $0.address == address }?.spec
        return inventory.containers(at: address).max { left, right in
            guard left.isCandidate == right.isCandidate else { return left.isCandidate }
            let (l, r) = (left.container.state == .running, right.container.state == .running)
            guard l == r else { return r }
            let (isLeft, isRight) = (left.identity.specHash == wanted, right.identity.specHash == wanted)
            guard isLeft == isRight else { return isRight }
            return (left.identity.generation, left.container.name) < (right.identity.generation, right.container.name)
        }
    }

    /// The ways of drift that the server of a change can have.
    func drift(of change: Change, _ owned: Inventory.Owned?) -> [Drift] {
        guard policies[change.address] != nil else { return [] }
        let served = servedDrift(of: change.address, wanted: change.spec)
        guard let server = servers[change.address] else { return served }
        let groups = owned.flatMap { changedGroups(of: server, since: $0, wanted: change.spec) }
        return [
            sourceDrift(server, change, owned, groups), configDrift(change.address, owned),
            imageDrift(server, owned, groups),
        ] + served
    }

    /// The groups in which what is wanted differs from what was applied, none for what is as wanted; nil while the image
    /// is not there.
    private func changedGroups(
        of server: ServerSpec,
        since owned: Inventory.Owned,
        wanted: SpecHash?
    ) -> [AttributeGroup]? {
        guard let image = images[server.image], let wanted else { return nil }
        guard owned.identity.specHash != wanted else { return [] }
        let hashes = ContainerDefinition(server: server, image: image).groupHashes
        return AttributeGroup.allCases.filter { owned.container.labels[ContainerLabels.spec($0)] != hashes[$0] }
    }

    // MARK: Source, config and image

    private func sourceDrift(
        _ server: ServerSpec,
        _ change: Change,
        _ owned: Inventory.Owned?,
        _ groups: [AttributeGroup]?
    ) -> Drift {
        guard let owned else { return Drift(.source, .yes, "NotApplied", "it has no container yet") }
        guard !owned.isCandidate else {
            return Drift(.source, .yes, "NotApplied", "its container has not passed its gate")
        }
        guard let groups else { return Drift(.source, .unknown, "ImageNotPresent", "its image is not on the engine") }
        guard let wanted = change.spec, owned.identity.specHash != wanted, !isOnlyOfContent(server, owned, groups)
        else {
            return Drift(.source, .no, "AsApplied")
        }
        let what = groups.isEmpty ? "the profile" : groups.map(\.rawValue).joined(separator: ", ")
        let old = owned.container.labels[ContainerLabels.revision].flatMap(Revision.init(written:))
        guard let new = plan.revision, old?.commit != new.commit else {
            return Drift(.source, .yes, "SpecDiffers", "the manifests differ in: \(what)")
        }
        let way = UntrustedText.escaping("\(old?.short ?? "files") → \(new.short)")
        return Drift(.source, .yes, "NewerCommit", "\(way): \(what)")
    }

    /// Whether all that has changed is what an unchanged name stands for.
    private func isOnlyOfContent(_ server: ServerSpec, _ owned: Inventory.Owned, _ groups: [AttributeGroup]) -> Bool {
        groups == [.image] && owned.container.definition.image == server.image
    }

    private func configDrift(_ address: ServerAddress, _ owned: Inventory.Owned?) -> Drift {
        guard owned != nil else { return Drift(.config, .unknown, "NoContainer") }
        let findings = plan.drift.filter { $0.address == address }
        guard let first = findings.first else { return Drift(.config, .no, "AsApplied") }
        return Drift(.config, .yes, first.reason, findings.map(\.phrase).joined(separator: "; "))
    }

    private func imageDrift(_ server: ServerSpec, _ owned: Inventory.Owned?, _ groups: [AttributeGroup]?) -> Drift {
        guard let owned else { return Drift(.image, .unknown, "NoContainer") }
        guard let image = images[server.image] else {
            return Drift(.image, .unknown, "ImageNotPresent", "its image is not on the engine")
        }
        let definition = owned.container.definition
        guard definition.image == server.image, let running = definition.imageID, running != image.id else {
            return Drift(.image, .no, "SameContent")
        }
        let sentence = "\(server.image) is now \(image.id.short), and \(running.short) runs"
        return Drift(.image, .yes, "TagMoved", UntrustedText.escaping(sentence))
    }

    // MARK: Tools and routes

    /// What only a gateway that runs can tell.
    func servedDrift(of address: ServerAddress, wanted: SpecHash?) -> [Drift] {
        guard let policy = policies[address] else { return [] }
        return [toolsDrift(policy, address), routeDrift(policy, address, wanted)]
    }

    private func toolsDrift(_ policy: ServingPolicy, _ address: ServerAddress) -> Drift {
        guard policy.locked != nil else {
            return Drift(.tools, .unknown, desired.lockfile == nil ? "NoLock" : "NotLocked", "nothing of it is locked")
        }
        guard let served = served(address) else { return Drift(.tools, .unknown, "NoGateway", Self.noGateway) }
        if let finding = served.finding { return Drift(.tools, .yes, "ToolsDiffer", UntrustedText.escaping(finding)) }
        switch served.state {
        case .serving, .quarantined: return Drift(.tools, .no, "AsLocked")
        case .starting, .restarting, .down:
            return Drift(.tools, .unknown, "NotServing", "the gateway has it as \(served.state.rawValue)")
        }
    }

    private func routeDrift(_ policy: ServingPolicy, _ address: ServerAddress, _ wanted: SpecHash?) -> Drift {
        guard let report = gateways[address.profile] else {
            return Drift(.route, .unknown, "NoGateway", Self.noGateway)
        }
        guard let served = report.servers[address.server] else {
            return Drift(.route, .yes, "NotServed", "the gateway does not know it yet")
        }
        if let route = served.route, route != policy.fingerprint {
            return Drift(.route, .yes, "RulesDiffer", "the gateway serves it by other rules than the manifests'")
        }
        if let spec = served.spec, let wanted, spec != wanted {
            let sentence = "the gateway serves the spec \(spec.short), and \(wanted.short) is wanted"
            return Drift(.route, .yes, "SpecDiffers", sentence)
        }
        return Drift(.route, .no, "AsDeclared")
    }

    static let noGateway = "no gateway that can be asked serves the profile on this host"
}

extension DriftFinding {
    fileprivate var reason: String {
        switch kind {
        case .attributes, .groups: "Changed"
        case .state: "NotRunning"
        case .extra: "Extra"
        }
    }
}

extension ImageID {
    /// Enough of it to be told from another.
    fileprivate var short: String { String(text.prefix(19)) }
}
