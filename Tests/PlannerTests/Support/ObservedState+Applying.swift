import Planner
import Spec

/// A model of an engine: what a plan's operations make of an observed state.
extension ObservedState {
    /// The state after one operation; an operation on what is gone changes nothing.
    func applying(_ operation: Operation) -> Self {
        var state = self
        switch operation.kind {
        case .pullImage(let image): state.pull(image)
        case .create(let order): state.create(order)
        case .admit(let identity): state.start(identity)
        case .drain: break
        case .stop(let id): state.stop(id)
        case .remove(let id): state.containers.removeAll { $0.id == id }
        }
        return state
    }

    func applying(_ operations: some Sequence<Operation>) -> Self {
        operations.reduce(self) { $0.applying($1) }
    }

    /// Plans and applies until nothing is left to do; a pulled image is a reason to plan again.
    func converged(to desired: DesiredState) -> Self {
        var state = self
        for _ in 0..<3 {
            let plan = Plan(from: state, to: desired)
            state = state.applying(plan.operations)
            guard plan.needsPull else { break }
        }
        return state
    }

    func foreign(to owner: OwnerID) -> Set<ObservedContainer> {
        Set(containers.filter { Self.identity(of: $0)?.owner != owner })
    }

    /// The owner's containers that are there to stay, by server.
    func owned(by owner: OwnerID) -> [ServerAddress: Set<ObservedContainer>] {
        containers.reduce(into: [:]) { owned, container in
            guard let identity = Self.identity(of: container), identity.owner == owner else { return }
            guard container.state != .removing else { return }
            owned[identity.address, default: []].insert(container)
        }
    }

    private static func identity(of container: ObservedContainer) -> ContainerIdentity? {
        ContainerIdentity(of: container) ?? ContainerIdentity(ofCandidate: container)
    }

    private mutating func pull(_ image: ImageReference) {
        if images[image] == nil { images[image] = ObservedImage(id: Fixtures.imageID("f")) }
    }

    /// Names are unique, as on an engine.
    private mutating func create(_ order: CreationOrder) {
        let name = order.identity.candidateName
        guard !containers.contains(where: { $0.name == name }) else { return }
        containers.append(
            ObservedContainer(
                id: ObservedContainer.ID("new-\(order.identity.containerName)"),
                name: name,
                labels: order.labels,
                state: .created,
                definition: order.definition
            )
        )
    }

    /// Starts it unless it runs, and gives it the name of a server.
    private mutating func start(_ identity: ContainerIdentity) {
        let index =
            containers.firstIndex { ContainerIdentity(of: $0) == identity }
            ?? containers.firstIndex { ContainerIdentity(ofCandidate: $0) == identity }
        guard let index else { return }
        switch containers[index].state {
        case .created, .exited, .running:
            (containers[index].state, containers[index].name) = (.running, identity.containerName)
        case .paused, .restarting, .removing, .dead: break
        }
    }

    private mutating func stop(_ id: ObservedContainer.ID) {
        for index in containers.indices where containers[index].id == id { containers[index].state = .exited }
    }
}
