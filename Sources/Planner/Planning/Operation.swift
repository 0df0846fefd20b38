package import Spec

/// One step of a plan.
///
/// Each is idempotent and names its target by content or by engine id, so that a run that was killed anywhere is
/// finished by the next one.
package struct Operation: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case pullImage(ImageReference)
        /// Creates the container under its content-addressed name with the given labels.
        case create(CreationOrder)
        /// Attaches, starts if needed, and completes the MCP handshake: the gate of a candidate.
        case admit(ContainerIdentity)
        /// Sends new calls elsewhere and waits, with a deadline, for calls in flight.
        case drain(ObservedContainer.ID)
        case stop(ObservedContainer.ID)
        case remove(ObservedContainer.ID)
    }

    /// The position in the plan, from 1.
    package var id: Int
    package var address: ServerAddress
    package var kind: Kind
    /// Operations that must have succeeded before; a failed one withholds its dependents.
    package var dependencies: [Int]

    package init(id: Int, address: ServerAddress, kind: Kind, dependencies: [Int]) {
        self.id = id
        self.address = address
        self.kind = kind
        self.dependencies = dependencies
    }
}

/// Everything needed to create one container.
package struct CreationOrder: Hashable, Sendable {
    package var identity: ContainerIdentity
    package var definition: ContainerDefinition
    package var labels: [String: String]

    package init(identity: ContainerIdentity, definition: ContainerDefinition, labels: [String: String]) {
        self.identity = identity
        self.definition = definition
        self.labels = labels
    }
}

extension Operation: CustomStringConvertible {
    /// `[1,5] -> #7 dev/time remove 3f2a…`: what it waits for, its number, and what it does to whom.
    package var description: String {
        let waits = dependencies.isEmpty ? "" : "[\(dependencies.map(String.init).joined(separator: ","))] -> "
        return "\(waits)#\(id) \(address) \(kind)"
    }
}

extension Operation.Kind: CustomStringConvertible {
    package var description: String {
        switch self {
        case .pullImage(let image): "pull \(image)"
        case .create(let order): "create \(order.identity.containerName)"
        case .admit(let identity): "admit \(identity.containerName)"
        case .drain(let id): "drain \(id.text.prefix(12))"
        case .stop(let id): "stop \(id.text.prefix(12))"
        case .remove(let id): "remove \(id.text.prefix(12))"
        }
    }
}
