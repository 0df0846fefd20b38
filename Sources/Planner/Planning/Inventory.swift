import Spec

/// The observed containers that are the owner's, by server, and the names that others have.
struct Inventory {
    struct Owned: Hashable {
        let identity: ContainerIdentity
        let container: ObservedContainer
        /// True for a container that has not passed its gate.
        let isCandidate: Bool

        /// - Returns: Nil if the container is somebody else's.
        init?(_ container: ObservedContainer, of owner: OwnerID) {
            let admitted = ContainerIdentity(of: container)
            guard let identity = admitted ?? ContainerIdentity(ofCandidate: container), identity.owner == owner else {
                return nil
            }
            (self.identity, self.container, isCandidate) = (identity, container, admitted == nil)
        }
    }

    let owner: OwnerID
    /// Names of containers that are not the owner's: they are taken, and never touched.
    let foreignNames: Set<String>
    private let owned: [ServerAddress: [Owned]]
    /// Containers that the engine is already removing: they count for nothing, but their names are still taken.
    private let vanishing: [ServerAddress: [Owned]]

    init(_ observed: ObservedState, owner: OwnerID) {
        var (owned, vanishing): ([ServerAddress: [Owned]], [ServerAddress: [Owned]]) = ([:], [:])
        var foreignNames: Set<String> = []
        for container in observed.containers {
            guard let entry = Owned(container, of: owner) else {
                foreignNames.insert(container.name)
                continue
            }
            let address = entry.identity.address
            switch container.state {
            case .removing: vanishing[address, default: []].append(entry)
            case .created, .running, .paused, .restarting, .exited, .dead: owned[address, default: []].append(entry)
            }
        }
        self.owner = owner
        self.foreignNames = foreignNames
        self.owned = owned.mapValues { $0.sorted { $0.container.id.text < $1.container.id.text } }
        self.vanishing = vanishing
    }

    /// The servers that have containers, in no particular order.
    var addresses: some Collection<ServerAddress> { owned.keys }

    /// Sorted by engine id.
    func containers(at address: ServerAddress) -> [Owned] { owned[address] ?? [] }

    /// The first generation of a spec for which no container of the owner has the name.
    func nextGeneration(of specHash: SpecHash, at address: ServerAddress) -> Int {
        let existing = (owned[address] ?? []) + (vanishing[address] ?? [])
        let newest = existing.filter { $0.identity.specHash == specHash }.map(\.identity.generation).max()
        return newest.map { $0 + 1 } ?? 0
    }
}
