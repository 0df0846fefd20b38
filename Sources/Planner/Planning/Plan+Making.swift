package import Spec

extension Plan {
    /// Decides what brings the observed state to the desired one: a pure function, deterministic whatever the order of
    /// what was observed.
    ///
    /// - Parameters:
    ///   - observed: What the engine has.
    ///   - desired: What the manifests ask for.
    ///   - scope: The servers that the plan is about; the others are not in it.
    package init(from observed: ObservedState, to desired: DesiredState, scope: PlanScope = .everything) {
        self.init(from: observed, to: desired, scope: scope, before: nil)
    }

    /// As above, where the tools that were served before are known better than containers remember them.
    init(from observed: ObservedState, to desired: DesiredState, scope: PlanScope, before: ServerTools?) {
        let inventory = Inventory(observed, owner: desired.owner)
        let surfaces = desired.profiles.map { ToolSurface(documentedBy: $0, images: observed.images) }
        let tools = ServerTools(surfaces)
        let wanted = desired.wanted
        let toolServers = desired.toolServers
        let removable = inventory.addresses.filter { desired.mayRemove($0) && !scope.isPartial }
        let addresses = Set(wanted.keys).union(toolServers.keys).union(removable).filter(scope.contains).sorted()
        var (decisions, drift): ([ServerDecision], [DriftFinding]) = ([], [])
        for address in addresses {
            if let server = toolServers[address] {
                let decision = ServerDecision(running: server, at: address, images: observed.images, inventory)
                decisions.append(decision)
                continue
            }
            guard let server = wanted[address] else {
                decisions.append(ServerDecision(ending: address, in: inventory, entirely: scope.isDestruction))
                continue
            }
            let situation = Situation(
                address: address,
                server: server,
                image: observed.images[server.image],
                inventory: inventory,
                revision: desired.revision,
                documentedTools: tools.documented(at: address),
                toolsBefore: before?.documented(at: address),
                isComparison: before != nil
            )
            decisions.append(ServerDecision(situation))
            drift += situation.drift
        }
        self.init(
            owner: desired.owner,
            revision: desired.revision,
            changes: decisions.map(\.change),
            operations: Operation.numbering(decisions.map { ($0.change.address, $0.steps) }),
            surfaces: surfaces,
            drift: drift,
            scope: scope,
            owned: inventory.addresses.count
        )
        applied = inventory.revisions { addresses.contains($0) }
    }
}

extension DesiredState {
    fileprivate var wanted: [ServerAddress: ServerSpec] {
        var wanted: [ServerAddress: ServerSpec] = [:]
        for profile in profiles {
            for server in profile.servers {
                wanted[ServerAddress(profile: profile.name, server: server.name)] = server
            }
        }
        return wanted
    }

    fileprivate var toolServers: [ServerAddress: ToolServer] {
        var servers: [ServerAddress: ToolServer] = [:]
        for profile in profiles {
            for server in profile.toolServers {
                servers[ServerAddress(profile: profile.name, server: server.name)] = server
            }
        }
        return servers
    }

    /// True if containers at an address that nothing asks for may go: a part of the manifests says nothing about the
    /// profiles that it does not hold.
    func mayRemove(_ address: ServerAddress) -> Bool {
        isComplete || profiles.contains { $0.name == address.profile }
    }
}
