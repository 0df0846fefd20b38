package import Spec

/// Who a container is: everything that its name is derived from.
package struct ContainerIdentity: Hashable, Sendable {
    package var owner: OwnerID
    package var address: ServerAddress
    package var specHash: SpecHash
    /// 0 for the first container of a spec; a drifted container is replaced by one of the next generation, because
    /// both must exist at once and names are unique.
    package var generation: Int

    package init(owner: OwnerID, address: ServerAddress, specHash: SpecHash, generation: Int = 0) {
        self.owner = owner
        self.address = address
        self.specHash = specHash
        self.generation = generation
    }

    /// `mcpr-<owner8>-<server>-<spec8>`, and `-r<generation>` from the second generation on.
    package var containerName: String {
        let base = "\(Self.namePrefix(of: owner))\(address.server)-\(specHash.short)"
        return generation == 0 ? base : "\(base)-r\(generation)"
    }

    /// What the container is called until it has passed its gate: whoever finds it so knows that nobody has let it serve.
    package var candidateName: String { Self.candidateName(of: containerName) }

    /// What the container that is to have that name is called before.
    package static func candidateName(of containerName: String) -> String { "\(containerName)-candidate" }
}
