package import Spec

extension Plan {
    /// Decides what brings the observed state to the desired one: a pure function, deterministic whatever the order of
    /// what was observed.
    package init(from observed: ObservedState, to desired: DesiredState) {
        let inventory = Inventory(observed, owner: desired.owner)
        let wanted = desired.wanted
        let toolServers = desired.toolServers
        let addresses = Set(wanted.keys).union(toolServers.keys).union(inventory.addresses.filter(desired.mayRemove))
            .sorted()
        let decisions = addresses.map { address in
            if let server = toolServers[address] {
                return ServerDecision(running: server, at: address, images: observed.images, inventory)
            }
            guard let server = wanted[address] else { return ServerDecision(removing: inventory, at: address) }
            let situation = Situation(
                address: address,
                server: server,
                image: observed.images[server.image],
                inventory: inventory,
                revision: desired.revision
            )
            return ServerDecision(situation)
        }
        self.init(
            owner: desired.owner,
            revision: desired.revision,
            changes: decisions.map(\.change),
            operations: Operation.numbering(decisions.map { ($0.change.address, $0.steps) }),
            surfaces: desired.profiles.map { ToolSurface(documentedBy: $0, images: observed.images) }
        )
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
    fileprivate func mayRemove(_ address: ServerAddress) -> Bool {
        isComplete || profiles.contains { $0.name == address.profile }
    }
}
