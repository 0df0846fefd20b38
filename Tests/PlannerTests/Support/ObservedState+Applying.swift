import Planner
import Spec

extension ObservedState {
    /// The state after one operation, as an engine would have it; an operation on what is gone changes nothing.
    func applying(_ operation: Operation) -> Self {
        var state = self
        switch operation.kind {
        case .pullImage(let image): state.images[image] = ObservedImage(id: ImageID("sha256:" + String(repeating: "f", count: 64)))
        case .create(let order): state.create(order)
        case .admit(let identity): state.set(.running) { $0.name == identity.containerName }
        case .drain: break
        case .stop(let id): state.set(.exited) { $0.id == id }
        case .remove(let id): state.containers.removeAll { $0.id == id }
        }
        return state
    }

    func applying(_ operations: some Sequence<Operation>) -> Self {
        operations.reduce(self) { $0.applying($1) }
    }

    /// The owned containers that run, by address.
    func serving(_ owner: OwnerID) -> [ServerAddress: [ContainerIdentity]] {
        containers.reduce(into: [:]) { serving, container in
            guard let identity = ContainerIdentity(of: container), identity.owner == owner else { return }
            guard container.state == .running else { return }
            serving[identity.address, default: []].append(identity)
        }
    }

    func foreign(to owner: OwnerID) -> Set<ObservedContainer> {
        Set(containers.filter { ContainerIdentity(of: $0)?.owner != owner })
    }

    private mutating func create(_ order: CreationOrder) {
        let name = order.identity.containerName
        guard !containers.contains(where: { $0.name == name }) else { return }
        containers.append(
            ObservedContainer(
                id: ObservedContainer.ID("id-\(name)-\(containers.count)"),
                name: name,
                labels: order.labels,
                state: .created,
                definition: order.definition
            )
        )
    }

    private mutating func set(_ state: ObservedContainer.RunState, where matches: (ObservedContainer) -> Bool) {
        for index in containers.indices where matches(containers[index]) { containers[index].state = state }
    }
}
