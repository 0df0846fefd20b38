package import Spec

/// The network that one container which speaks HTTP has to itself: the engine's host reaches the container there, and no
/// other container does.
package struct ContainerNetwork: Hashable, Sendable {
    /// The label of a network that names its container.
    package static let containerLabel = ContainerLabels.prefix + "container"

    /// The name of the container.
    package let container: String
    /// True if nothing outside of the host is reachable from it.
    package let isInternal: Bool

    /// Nil for a container that has no network of its own.
    package init?(of container: String, _ definition: ContainerDefinition) {
        guard definition.http != nil else { return nil }
        self.container = container
        isInternal = definition.network == .none
    }

    /// Nil for a name that the container's own network does not have.
    package init?(named name: String, of container: String) {
        self.container = container
        isInternal = name == container + Self.internalSuffix
        guard name == self.name else { return nil }
    }

    package var name: String { container + (isInternal ? Self.internalSuffix : Self.openSuffix) }

    /// What marks the network as an owner's.
    package func labels(owner: OwnerID) -> [String: String] {
        [ContainerLabels.version: "1", ContainerLabels.owner: owner.text, Self.containerLabel: container]
    }

    private static let internalSuffix = "-internal"
    private static let openSuffix = "-bridge"
}
