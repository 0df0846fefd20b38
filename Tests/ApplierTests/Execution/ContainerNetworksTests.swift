import ContainerEngine
import Planner
import Spec
import Testing

@testable import Applier

@Suite struct ContainerNetworksTests {
    @Test func theNetworkOfACandidateStaysAsLongAsThereIsOne() async throws {
        try await FleetWorld.run { world in
            let owner = try Sample.owner()
            let server = "mcpr-\(owner.short)-time-01234567"
            let labels = [ContainerLabels.owner: owner.text, ContainerNetwork.containerLabel: server]
            _ = try await world.client.createNetwork(
                NetworkConfiguration(name: "\(server)-internal", isInternal: true, labels: labels)
            )
            let candidate = try await world.client.create(
                named: ContainerIdentity.candidateName(of: server),
                ContainerConfiguration(image: ImageName("example/time:1.0"))
            )
            let networks = ContainerNetworks(engine: world.client, owner: owner)
            let isThere = {
                try await !world.client.listNetworks(labels: [.equals(ContainerLabels.owner, owner.text)]).isEmpty
            }
            await networks.sweep()
            #expect(try await isThere())
            try await world.client.rename(candidate, to: server)
            await networks.sweep()
            #expect(try await isThere())
            try await world.client.remove(candidate)
            await networks.sweep()
            #expect(try await !isThere())
        }
    }
}
