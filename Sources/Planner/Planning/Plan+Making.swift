package import Spec

extension Plan {
    /// Decides what brings the observed state to the desired one: a pure function, deterministic whatever the order of
    /// what was observed.
    package init(from observed: ObservedState, to desired: DesiredState) {
        let inventory = Inventory(observed, owner: desired.owner)
        let wanted = desired.wanted
        let addresses = Set(wanted.keys).union(inventory.addresses(in: desired.removalScope)).sorted()
        let decisions = addresses.map { address in
            ServerDecision(
                address: address,
                server: wanted[address],
                inventory: inventory,
                images: observed.images,
                revision: desired.revision
            )
        }
        var sequence = OperationSequence()
        for decision in decisions { sequence.append(decision.steps, at: decision.change.address) }
        self.init(
            owner: desired.owner,
            revision: desired.revision,
            changes: decisions.map(\.change),
            operations: sequence.operations,
            surfaces: desired.profiles.map(ToolSurface.init(documentedBy:))
        )
    }
}

/// The observed containers that are the owner's, by server, and the names that others have.
struct Inventory {
    struct Owned: Hashable {
        let identity: ContainerIdentity
        let container: ObservedContainer
    }

    let owner: OwnerID
    private let owned: [ServerAddress: [Owned]]
    let foreignNames: Set<String>

    init(_ observed: ObservedState, owner: OwnerID) {
        var owned: [ServerAddress: [Owned]] = [:]
        var foreignNames: Set<String> = []
        for container in observed.containers {
            guard let identity = ContainerIdentity(of: container), identity.owner == owner else {
                foreignNames.insert(container.name)
                continue
            }
            owned[identity.address, default: []].append(Owned(identity: identity, container: container))
        }
        self.owned = owned.mapValues { $0.sorted { $0.container.id.text < $1.container.id.text } }
        self.foreignNames = foreignNames
        self.owner = owner
    }

    func containers(at address: ServerAddress) -> [Owned] { owned[address] ?? [] }

    func addresses(in scope: RemovalScope) -> [ServerAddress] {
        owned.keys.filter { address in
            switch scope {
            case .everything: true
            case .profiles(let profiles): profiles.contains(address.profile)
            }
        }
    }
}

/// Whose containers a plan may remove because nothing asks for them.
enum RemovalScope {
    case everything
    case profiles(Set<ProfileName>)
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

    fileprivate var removalScope: RemovalScope {
        isComplete ? .everything : .profiles(Set(profiles.map(\.name)))
    }
}

/// Numbers the steps of one server after another; a step's dependencies are steps of the same server.
private struct OperationSequence {
    private(set) var operations: [Operation] = []

    mutating func append(_ steps: [Step], at address: ServerAddress) {
        let first = operations.count + 1
        for (index, step) in steps.enumerated() {
            operations.append(
                Operation(
                    id: first + index,
                    address: address,
                    kind: step.kind,
                    dependencies: step.dependencies.map { first + $0 }
                )
            )
        }
    }
}

/// One operation of one server, before it has a number.
struct Step: Hashable {
    let kind: Operation.Kind
    /// Indices of earlier steps of the same server.
    let dependencies: [Int]
}
