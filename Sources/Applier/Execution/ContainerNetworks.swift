package import ContainerEngine
package import Planner
package import Spec

/// The networks that containers which speak HTTP have to themselves.
///
/// A network is made before its container, and goes when its container is gone: whoever ends in between leaves one
/// behind, and the next apply removes it.
package struct ContainerNetworks: Sendable {
    private let engine: EngineClient
    private let owner: OwnerID

    package init(engine: EngineClient, owner: OwnerID) {
        (self.engine, self.owner) = (engine, owner)
    }

    /// Makes the network of a container that is about to be made; one that an earlier run has made is as good.
    ///
    /// - Throws: `EngineError`; `conflict` if another network has the name.
    package func provide(_ network: ContainerNetwork) async throws(EngineError) {
        let labels = network.labels(owner: owner)
        do {
            _ = try await engine.createNetwork(
                NetworkConfiguration(name: network.name, isInternal: network.isInternal, labels: labels)
            )
        } catch  where error.code == .conflict {
            let existing = try await engine.inspectNetwork(NetworkID(network.name))
            guard existing.isInternal == network.isInternal, labels.allSatisfy({ existing.labels[$0] == $1 }) else {
                throw error
            }
        }
    }

    /// Removes the owner's networks whose containers are gone.
    ///
    /// Nothing depends on it: what cannot be removed now is tried again by the next apply.
    package func sweep() async {
        // An engine that cannot be asked has told so before, and tells again.
        guard let networks = try? await engine.listNetworks(labels: [.equals(ContainerLabels.owner, owner.text)]) else {
            return
        }
        for network in networks {
            guard let container = network.labels[ContainerNetwork.containerLabel],
                ContainerNetwork(named: network.name, of: container) != nil, await isGone(container),
                // And once more by its own name, which a candidate may get between.
                await isGone(ContainerIdentity.candidateName(of: container)), await isGone(container)
            else { continue }
            // Somebody else was quicker, or still uses it.
            try? await engine.removeNetwork(network.id)
        }
    }

    private func isGone(_ container: String) async -> Bool {
        do {
            _ = try await engine.inspect(named: container)
            return false
        } catch {
            return error.code == .notFound
        }
    }
}
