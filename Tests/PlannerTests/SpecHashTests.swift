import Planner
import Spec
import Testing

/// The hash is a promise to every engine that runs containers already: these vectors never change.
@Suite struct SpecHashTests {
    private static let plain = "v1:d82a42a314b5f263d7411de84fc373abcaa019c9cd6922eac2984615e941e476"
    private static let full = "v1:031ad0d9785e9d0d2cd2a376eb069418ffa6045c9de1b38cbd099ff9098caf07"

    private func definition(
        _ change: (inout ContainerDefinition) throws -> Void = { _ in }
    ) throws -> ContainerDefinition {
        let image = ObservedImage(id: Fixtures.imageID("a"))
        var definition = ContainerDefinition(server: try Fixtures.server(), image: image)
        try change(&definition)
        return definition
    }

    private func hash(_ definition: ContainerDefinition, profile: String = "dev") throws -> String {
        try #require(SpecHash(profile: try Fixtures.profile(profile), definition: definition)).text
    }

    private static let everyField: @Sendable (inout ContainerDefinition) throws -> Void = { definition in
        definition.command = ["--zone", "UTC"]
        definition.environment = [
            EnvironmentVariable(name: "A", value: "é\"\\\n"), EnvironmentVariable(name: "B", value: ""),
        ]
        definition.user = "1000:1000"
        definition.mounts = [
            Mount(source: .bind("/srv/data"), target: "/data"),
            Mount(source: .volume("cache"), target: "/cache", isReadOnly: false),
        ]
        definition.network = .bridge
        definition.extraHosts = ["db:10.0.0.1"]
        definition.resources = ResourceLimits(nanoCPUs: 500_000_000, memory: ByteCount(bytes: 1 << 20), pids: 16)
        definition.hardening.hasReadOnlyRoot = false
    }

    @Test func theVectorsAreFrozen() throws {
        #expect(try hash(definition()) == Self.plain)
        #expect(try hash(definition(Self.everyField)) == Self.full)
    }

    @Test func theProfileCounts() throws {
        #expect(try hash(definition(), profile: "dev") != hash(definition(), profile: "ops"))
    }

    @Test func theImageCountsByItsContentAndNotByItsName() throws {
        let plain = try hash(definition())
        #expect(try hash(definition { $0.image = try Fixtures.image("example/renamed:2") }) == plain)
        #expect(try hash(definition { $0.imageID = Fixtures.imageID("b") }) != plain)
    }

    @Test func anImageThatIsNotPresentHasNoHash() throws {
        let absent = try definition { $0.imageID = nil }
        #expect(SpecHash(profile: try Fixtures.profile(), definition: absent) == nil)
    }

    /// One change for each field; the test after it proves that none is forgotten.
    private static let fieldChanges: [String: @Sendable (inout ContainerDefinition) throws -> Void] = [
        "imageID": { $0.imageID = Fixtures.imageID("b") },
        "command": { $0.command = ["x"] },
        "environment": { $0.environment = [EnvironmentVariable(name: "X", value: "1")] },
        "user": { $0.user = "7" },
        "mounts": { $0.mounts = [Mount(source: .volume("v"), target: "/v")] },
        "network": { $0.network = .bridge },
        "extraHosts": { $0.extraHosts = ["h:10.0.0.2"] },
        "http": { $0.http = HTTPEndpoint(port: 8080, path: "/mcp", transport: .streamable) },
        "resources.nanoCPUs": { $0.resources.nanoCPUs = 1 },
        "resources.memory": { $0.resources.memory = try #require(ByteCount(bytes: 5)) },
        "resources.pids": { $0.resources.pids = 3 },
        "hardening.droppedCapabilities": { $0.hardening.droppedCapabilities = [] },
        "hardening.addedCapabilities": { $0.hardening.addedCapabilities = ["CHOWN"] },
        "hardening.isPrivileged": { $0.hardening.isPrivileged = true },
        "hardening.hasReadOnlyRoot": { $0.hardening.hasReadOnlyRoot = false },
        "hardening.forbidsNewPrivileges": { $0.hardening.forbidsNewPrivileges = false },
        "hardening.runsInit": { $0.hardening.runsInit = false },
        "hardening.temporaryFilesystems": { $0.hardening.temporaryFilesystems = [:] },
        "hardening.forbidsSwap": { $0.hardening.forbidsSwap = false },
        "removal.isProtected": { $0.removal.isProtected = true },
        "removal.outcome": { $0.removal.outcome = .orphan },
    ]

    @Test(arguments: fieldChanges.keys.sorted())
    func everyFieldChangesTheHashTheDifferenceAndIsSeenAsDrift(field: String) throws {
        let change = try #require(Self.fieldChanges[field])
        let (before, after) = (try definition(), try definition(change))
        #expect(try hash(before) != hash(after))
        #expect(!before.changes(to: after).isEmpty)
        #expect(before.groupHashes != after.groupHashes)

        let desired = try Fixtures.desired([Fixtures.server()])
        let world = try Fixtures.world(images: [Fixtures.image(): ObservedImage(id: Fixtures.imageID("a"))])
        var drifted = world.applying(Plan(from: world, to: desired).operations)
        try change(&drifted.containers[0].definition)
        let plan = Plan(from: drifted, to: desired)
        #expect(plan.changes.map(\.action) == [.replace])
        guard case .drifted = try #require(plan.changes[0].reasons.first) else {
            Issue.record("no drift: \(plan.changes[0].reasons)")
            return
        }
    }

    @Test func everyFieldOfADefinitionIsCovered() throws {
        let definition = try definition()
        var fields = Mirror(reflecting: definition).children.compactMap(\.label)
        // The image's name is not part of what runs, and the nested values are listed by their own fields.
        fields.removeAll { ["image", "resources", "hardening", "removal"].contains($0) }
        fields += Mirror(reflecting: definition.resources).children.compactMap(\.label).map { "resources.\($0)" }
        fields += Mirror(reflecting: definition.hardening).children.compactMap(\.label).map { "hardening.\($0)" }
        fields += Mirror(reflecting: definition.removal).children.compactMap(\.label).map { "removal.\($0)" }
        #expect(Set(fields) == Set(Self.fieldChanges.keys))
    }
}
