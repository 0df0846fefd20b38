import Planner
import Spec
import Testing

/// What is planned for what an earlier run, or somebody else, has left behind, operation by operation.
@Suite struct RecoveryTests {
    struct Found: Sendable {
        /// True for the container that the manifest asks for, false for the one of an earlier manifest.
        let isWanted: Bool
        var generation = 0
        var state = ObservedContainer.RunState.running
        var isDrifted = false
        /// True for one that has not passed its gate.
        var isCandidate = false
    }

    struct Scenario: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let found: [Found]
        let action: Change.Action
        let operations: [String]

        init(_ name: String, _ found: [Found], _ action: Change.Action, _ operations: [String]) {
            (testDescription, self.found, self.action, self.operations) = (name, found, action, operations)
        }
    }

    static let scenarios: [Scenario] = [
        Scenario("nothing there", [], .create, ["#1 dev/time create N", "[1] -> #2 dev/time admit N"]),
        Scenario(
            "an earlier manifest is served",
            [Found(isWanted: false)],
            .replace,
            [
                "#1 dev/time create N", "[1] -> #2 dev/time admit N", "[2] -> #3 dev/time drain old-0",
                "[3] -> #4 dev/time stop old-0", "[4] -> #5 dev/time remove old-0",
            ]
        ),
        Scenario(
            "killed after create",
            [Found(isWanted: false), Found(isWanted: true, state: .created)],
            .replace,
            [
                "#1 dev/time admit N", "[1] -> #2 dev/time drain old-0", "[2] -> #3 dev/time stop old-0",
                "[3] -> #4 dev/time remove old-0",
            ]
        ),
        Scenario(
            "killed before drain",
            [Found(isWanted: false), Found(isWanted: true)],
            .replace,
            [
                "#1 dev/time admit N", "[1] -> #2 dev/time drain old-0", "[2] -> #3 dev/time stop old-0",
                "[3] -> #4 dev/time remove old-0",
            ]
        ),
        Scenario(
            "killed after stop",
            [Found(isWanted: false, state: .exited), Found(isWanted: true)],
            .replace,
            ["#1 dev/time admit N", "[1] -> #2 dev/time remove old-0"]
        ),
        Scenario("a husk", [Found(isWanted: true, state: .created)], .start, ["#1 dev/time admit N"]),
        Scenario(
            "killed before the gate of a new server",
            [Found(isWanted: true, isCandidate: true)],
            .start,
            ["#1 dev/time admit N"]
        ),
        Scenario(
            "killed before start of a new server",
            [Found(isWanted: true, state: .created, isCandidate: true)],
            .start,
            ["#1 dev/time admit N"]
        ),
        Scenario(
            "killed before the gate of a replacement",
            [Found(isWanted: false), Found(isWanted: true, isCandidate: true)],
            .replace,
            [
                "#1 dev/time admit N", "[1] -> #2 dev/time drain old-0", "[2] -> #3 dev/time stop old-0",
                "[3] -> #4 dev/time remove old-0",
            ]
        ),
        Scenario(
            "a candidate beside the same server",
            [Found(isWanted: true), Found(isWanted: true, generation: 1, isCandidate: true)],
            .replace,
            [
                "#1 dev/time admit N", "[1] -> #2 dev/time drain new-1", "[2] -> #3 dev/time stop new-1",
                "[3] -> #4 dev/time remove new-1",
            ]
        ),
        Scenario(
            "a candidate of an earlier manifest",
            [Found(isWanted: false, isCandidate: true)],
            .replace,
            [
                "#1 dev/time create N", "[1] -> #2 dev/time admit N", "[2] -> #3 dev/time drain old-0",
                "[3] -> #4 dev/time stop old-0", "[4] -> #5 dev/time remove old-0",
            ]
        ),
        Scenario("a server that ended", [Found(isWanted: true, state: .exited)], .start, ["#1 dev/time admit N"]),
        Scenario(
            "only husks of an earlier manifest",
            [Found(isWanted: false, state: .created), Found(isWanted: false, generation: 1, state: .exited)],
            .replace,
            [
                "#1 dev/time create N", "[1] -> #2 dev/time admit N", "[2] -> #3 dev/time remove old-0",
                "[2] -> #4 dev/time remove old-1",
            ]
        ),
        Scenario(
            "changed by hand",
            [Found(isWanted: true, isDrifted: true)],
            .replace,
            [
                "#1 dev/time create N-r1", "[1] -> #2 dev/time admit N-r1", "[2] -> #3 dev/time drain new-0",
                "[3] -> #4 dev/time stop new-0", "[4] -> #5 dev/time remove new-0",
            ]
        ),
        Scenario(
            "changed by hand, and killed after create",
            [Found(isWanted: true, isDrifted: true), Found(isWanted: true, generation: 1, state: .created)],
            .replace,
            [
                "#1 dev/time admit N-r1", "[1] -> #2 dev/time drain new-0", "[2] -> #3 dev/time stop new-0",
                "[3] -> #4 dev/time remove new-0",
            ]
        ),
        Scenario(
            "paused",
            [Found(isWanted: true, state: .paused)],
            .replace,
            [
                "#1 dev/time create N-r1", "[1] -> #2 dev/time admit N-r1", "[2] -> #3 dev/time drain new-0",
                "[3] -> #4 dev/time stop new-0", "[4] -> #5 dev/time remove new-0",
            ]
        ),
        Scenario(
            "dead",
            [Found(isWanted: true, state: .dead)],
            .replace,
            ["#1 dev/time create N-r1", "[1] -> #2 dev/time admit N-r1", "[2] -> #3 dev/time remove new-0"]
        ),
        Scenario(
            "being removed by the engine, so that only its name is taken",
            [Found(isWanted: true, state: .removing)],
            .create,
            ["#1 dev/time create N-r1", "[1] -> #2 dev/time admit N-r1"]
        ),
        Scenario(
            "right, beside one that the engine is removing",
            [Found(isWanted: false, state: .removing), Found(isWanted: true)],
            .keep,
            []
        ),
        Scenario(
            "two of the same",
            [Found(isWanted: true), Found(isWanted: true, generation: 1)],
            .replace,
            [
                "#1 dev/time admit N-r1", "[1] -> #2 dev/time drain new-0", "[2] -> #3 dev/time stop new-0",
                "[3] -> #4 dev/time remove new-0",
            ]
        ),
        Scenario(
            "two of the same, of which the older one runs",
            [Found(isWanted: true), Found(isWanted: true, generation: 1, state: .exited)],
            .replace,
            ["#1 dev/time admit N", "[1] -> #2 dev/time remove new-1"]
        ),
    ]

    @Test(arguments: scenarios)
    func whatIsLeftIsFinished(scenario: Scenario) throws {
        let server = try Fixtures.server { $0.resources.pids = 64 }
        let desired = try Fixtures.desired([server])
        var observed = try Fixtures.world()
        observed.containers = try scenario.found.map(container)
        let plan = Plan(from: observed, to: desired)
        #expect(plan.changes.map(\.action) == [scenario.action])
        let name = try identity(Found(isWanted: true)).containerName
        #expect(plan.operations.map { $0.description.replacing(name, with: "N") } == scenario.operations)
        #expect(Plan(from: observed.applying(plan.operations), to: desired).isNoOp)
    }

    @Test func aSecondContainerOfTheSameSpecIsCalledADuplicate() throws {
        #expect(try reasons(of: [Found(isWanted: true), Found(isWanted: true, generation: 1)]) == [.duplicate])
    }

    @Test func anOlderContainerBesideTheRightOneIsAnUnfinishedReplacement() throws {
        #expect(try reasons(of: [Found(isWanted: true), Found(isWanted: false)]) == [.unfinishedReplacement])
    }

    @Test func whoeverRunsWithoutHavingPassedItsGateIsSaidNotTo() throws {
        let candidate = Found(isWanted: true, isCandidate: true)
        #expect(try reasons(of: [candidate]) == [.notAdmitted])
        #expect(try reasons(of: [candidate, Found(isWanted: true)]) == [.duplicate])
        #expect(try reasons(of: [candidate, Found(isWanted: false)]) == [.unfinishedReplacement])
    }

    /// Whoever wants drift only reported wants servers all the same.
    @Test func aCandidateIsNobodysDrift() throws {
        let server = try Fixtures.server {
            $0.resources.pids = 64
            $0.drift = .report
        }
        var observed = try Fixtures.world()
        observed.containers = [try container(Found(isWanted: true, isCandidate: true))]
        let plan = Plan(from: observed, to: try Fixtures.desired([server]))
        #expect(plan.changes.map(\.action) == [.start])
        #expect(plan.drift.isEmpty)
    }

    @Test func whatWasChangedByHandIsNamed() throws {
        let drifted = [Found(isWanted: true, isDrifted: true)]
        #expect(try reasons(of: drifted) == [.drifted([AttributePath("resources.memory")])])
    }

    private func reasons(of found: [Found]) throws -> [Reason] {
        var observed = try Fixtures.world()
        observed.containers = try found.map(container)
        let server = try Fixtures.server { $0.resources.pids = 64 }
        return Plan(from: observed, to: try Fixtures.desired([server])).changes.flatMap(\.reasons)
    }

    private func definition(isWanted: Bool) throws -> ContainerDefinition {
        let server = try Fixtures.server { $0.resources.pids = isWanted ? 64 : 32 }
        return ContainerDefinition(server: server, image: try Fixtures.world().images[server.image])
    }

    private func identity(_ found: Found) throws -> ContainerIdentity {
        let address = ServerAddress(profile: try Fixtures.profile(), server: try Fixtures.server().name)
        let hash = SpecHash(profile: address.profile, definition: try definition(isWanted: found.isWanted))
        return ContainerIdentity(
            owner: try Fixtures.owner(),
            address: address,
            specHash: try #require(hash),
            generation: found.generation
        )
    }

    private func container(_ found: Found) throws -> ObservedContainer {
        let identity = try identity(found)
        var definition = try definition(isWanted: found.isWanted)
        let labels = ContainerLabels.make(for: identity, definition: definition, revision: nil)
        if found.isDrifted { definition.resources.memory = try #require(ByteCount("1Gi")) }
        return ObservedContainer(
            id: ObservedContainer.ID("\(found.isWanted ? "new" : "old")-\(found.generation)"),
            name: found.isCandidate ? identity.candidateName : identity.containerName,
            labels: labels,
            state: found.state,
            definition: definition
        )
    }
}
