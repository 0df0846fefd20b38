import Planner
import Spec
import Testing

@Suite struct ContainerLabelsTests {
    private func identity(generation: Int = 0) throws -> ContainerIdentity {
        let address = ServerAddress(profile: try Fixtures.profile(), server: try Fixtures.server().name)
        let definition = try definition()
        let hash = try #require(SpecHash(profile: address.profile, definition: definition))
        return ContainerIdentity(owner: try Fixtures.owner(), address: address, specHash: hash, generation: generation)
    }

    private func definition() throws -> ContainerDefinition {
        ContainerDefinition(server: try Fixtures.server(), image: ObservedImage(id: Fixtures.imageID("a")))
    }

    private func container(
        _ identity: ContainerIdentity,
        name: String? = nil,
        change: (inout [String: String]) -> Void = { _ in }
    ) throws -> ObservedContainer {
        var labels = ContainerLabels.make(for: identity, definition: try definition(), revision: nil)
        change(&labels)
        return ObservedContainer(
            id: ObservedContainer.ID("x"),
            name: name ?? identity.containerName,
            labels: labels,
            state: .running,
            definition: try definition()
        )
    }

    @Test(arguments: [0, 1, 12])
    func labelsAreReadBack(generation: Int) throws {
        let identity = try identity(generation: generation)
        #expect(ContainerIdentity(of: try container(identity)) == identity)
    }

    @Test func namesAreContentAddressed() throws {
        #expect(try identity().containerName.wholeMatch(of: /mcpr-3f2a9c1e-time-[0-9a-f]{8}/) != nil)
        #expect(try identity(generation: 2).containerName == identity().containerName + "-r2")
    }

    @Test func everyLabelIsThere() throws {
        let revision = Revision(reference: "main", commit: String(repeating: "9", count: 40))
        let labels = ContainerLabels.make(for: try identity(), definition: try definition(), revision: revision)
        let ours = labels.keys.filter { $0.hasPrefix("io.mcp-reconcile.") }.map { $0.dropFirst(17) }.sorted()
        #expect(
            ours == [
                "generation", "owner", "profile", "rev", "server", "spec", "spec.command", "spec.env", "spec.hardening",
                "spec.image", "spec.limits", "spec.mounts", "spec.network", "v",
            ]
        )
        #expect(labels["io.mcp-reconcile.rev"] == "main@sha1:" + String(repeating: "9", count: 40))
        #expect(labels["docker-mcp"] == "true")
        #expect(labels["docker-mcp-tool-type"] == "mcp")
        #expect(labels["docker-mcp-name"] == "time")
        #expect(labels["docker-mcp-transport"] == "stdio")
        #expect(labels.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count } < 4096)
    }

    @Test func aContainerUnderAnotherNameIsNobodys() throws {
        #expect(ContainerIdentity(of: try container(identity(), name: "innocent")) == nil)
        #expect(ContainerIdentity(of: try container(identity(), name: identity().containerName + "-r1")) == nil)
    }

    @Test func aCandidateIsOursAndNoServer() throws {
        let identity = try identity(generation: 1)
        let candidate = try container(identity, name: identity.containerName + "-candidate")
        #expect(ContainerIdentity(of: candidate) == nil)
        #expect(ContainerIdentity(ofCandidate: candidate) == identity)
        #expect(ContainerIdentity(ofCandidate: try container(identity)) == nil)
        let plan = Plan(from: ObservedState(containers: [candidate]), to: try Fixtures.desired([]))
        #expect(plan.changes.map(\.action) == [.remove])
    }

    @Test(arguments: ["owner", "profile", "server", "spec", "generation"])
    func aContainerThatLacksALabelOrHasABrokenOneIsNobodys(label: String) throws {
        for broken in [nil, "", "-1", "../x", "V1:ABC", "x\n"] {
            let container = try container(identity()) { $0["io.mcp-reconcile." + label] = broken }
            #expect(ContainerIdentity(of: container) == nil, "\(label) = \(broken ?? "absent")")
        }
    }

    /// The name holds eight digits of the owner only.
    @Test func anOwnerThatBeginsAlikeIsAnother() throws {
        let lookalike = try #require(OwnerID("3f2a9c1e-ffff-4fff-8fff-ffffffffffff"))
        let container = try container(identity()) { $0["io.mcp-reconcile.owner"] = lookalike.text }
        #expect(ContainerIdentity(of: container)?.owner == lookalike)
        let desired = try Fixtures.desired([])
        #expect(Plan(from: ObservedState(containers: [container]), to: desired).changes.isEmpty)
    }
}
