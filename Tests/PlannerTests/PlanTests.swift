import Planner
import Spec
import Testing

@Suite struct PlanTests {
    private func applied(_ desired: DesiredState) throws -> ObservedState {
        let world = try Fixtures.world()
        return world.applying(Plan(from: world, to: desired).operations)
    }

    @Test func aNewServerIsCreatedAndAdmitted() throws {
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired([Fixtures.server()]))
        #expect(plan.changes.map(\.action) == [.create])
        #expect(plan.changes[0].reasons == [.notPresent])
        #expect(plan.changes[0].declaredAt?.description == "profiles/dev.yaml:7:5")
        let name = try #require(plan.operations.first).kind.description.dropFirst("create ".count)
        #expect(name.wholeMatch(of: /mcpr-3f2a9c1e-time-[0-9a-f]{8}/) != nil)
        #expect(
            plan.operations.map(\.description) == ["#1 dev/time create \(name)", "[1] -> #2 dev/time admit \(name)"]
        )
    }

    @Test func whatIsAsItShouldBeIsKept() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let plan = Plan(from: try applied(desired), to: desired)
        #expect(plan.changes.map(\.action) == [.keep])
        #expect(plan.isNoOp)
    }

    @Test func aNewCommitWithTheSameContentChangesNothing() throws {
        var desired = try Fixtures.desired([Fixtures.server()])
        let state = try applied(desired)
        desired.revision = Revision(reference: "main", commit: String(repeating: "1", count: 40))
        #expect(Plan(from: state, to: desired).isNoOp)
    }

    @Test func aChangedServerIsReplacedNewBeforeOld() throws {
        let state = try applied(Fixtures.desired([Fixtures.server()]))
        let path = AttributePath("env.TZ")
        let location = SourceLocation(file: "profiles/dev.yaml", line: 9, column: 7)
        let changed = try Fixtures.server { server in
            server.environment = [EnvironmentVariable(name: "TZ", value: "UTC")]
            server.attributeLocations = [path: location]
        }
        let plan = Plan(from: state, to: try Fixtures.desired([changed]))
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.changes[0].reasons == [.specChanged([.environment])])
        #expect(plan.changes[0].attributes == [AttributeChange(path: path, old: nil, new: "UTC", location: location)])
        let kinds = plan.operations.map { $0.kind.description.split(separator: " ")[0] }
        #expect(kinds == ["create", "admit", "drain", "stop", "remove"])
        #expect(plan.operations.map(\.dependencies) == [[], [1], [2], [3], [4]])
    }

    @Test func aServerThatIsNoLongerNamedIsRemoved() throws {
        let state = try applied(Fixtures.desired([Fixtures.server()]))
        let plan = Plan(from: state, to: try Fixtures.desired([]))
        #expect(plan.changes.map(\.action) == [.remove])
        #expect(plan.operations.map { $0.kind.description.split(separator: " ")[0] } == ["drain", "stop", "remove"])
    }

    @Test(arguments: [ObservedContainer.RunState.created, .exited])
    func aServerThatDoesNotRunIsStarted(state: ObservedContainer.RunState) throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try applied(desired)
        observed.containers[0].state = state
        let plan = Plan(from: observed, to: desired)
        #expect(plan.changes.map(\.action) == [.start])
        #expect(plan.changes[0].reasons == [.notRunning(state)])
    }

    @Test(arguments: [ObservedContainer.RunState.paused, .restarting, .dead])
    func aContainerThatCannotServeGetsASuccessorOfTheNextGeneration(state: ObservedContainer.RunState) throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try applied(desired)
        observed.containers[0].state = state
        let plan = Plan(from: observed, to: desired)
        #expect(plan.changes.map(\.action) == [.replace])
        guard case .create(let order) = plan.operations[0].kind else {
            Issue.record("not a creation: \(plan.operations[0])")
            return
        }
        #expect(order.identity.containerName.hasSuffix("-r1"))
    }

    @Test func anImageThatIsNotPresentIsPulledFirst() throws {
        let plan = Plan(from: ObservedState(), to: try Fixtures.desired([Fixtures.server()]))
        #expect(plan.needsPull)
        #expect(plan.changes[0].reasons == [.imageNotPresent])
        #expect(plan.operations.map(\.kind) == [.pullImage(try Fixtures.image())])
        #expect(plan.changes[0].attributes.map(\.new) == ["example/time:1 (known after pull)"])
        #expect(plan.changes[0].attributes.map(\.isUnknown) == [true])
    }

    /// What the image would have brought along is no change as long as nobody knows it.
    @Test func onlyWhatIsKnownBeforeAPullIsShown() throws {
        let state = try applied(Fixtures.desired([Fixtures.server()]))
        let absent = try Fixtures.image("example/time:2")
        let server = try Fixtures.server { server in
            server.image = absent
            server.environment = [EnvironmentVariable(name: "TZ", value: "UTC")]
        }
        let change = Plan(from: state, to: try Fixtures.desired([server])).changes[0]
        #expect(change.action == .replace)
        #expect(change.attributes.map(\.path.text) == ["env.TZ", "image"])
    }

    @Test func aServerThatIsMadeShowsWhatIsNotByDefault() throws {
        let server = try Fixtures.server { server in
            server.network = .bridge
            server.resources.pids = 64
        }
        let change = Plan(from: try Fixtures.world(), to: try Fixtures.desired([server])).changes[0]
        #expect(change.attributes.map(\.path.text) == ["image", "network", "resources.pids"])
        #expect(change.attributes.allSatisfy { $0.old == nil })
    }

    /// An engine lists what it was given: twice the same variable is a difference, and no reason to fall over.
    @Test func aContainerThatHasAVariableTwiceIsDrifted() throws {
        let server = try Fixtures.server { $0.environment = [EnvironmentVariable(name: "TZ", value: "UTC")] }
        let desired = try Fixtures.desired([server])
        var observed = try applied(desired)
        observed.containers[0].definition.environment.append(EnvironmentVariable(name: "TZ", value: "UTC"))
        let plan = Plan(from: observed, to: desired)
        #expect(plan.changes[0].reasons == [.drifted([AttributePath("env.TZ")])])
    }

    @Test(arguments: [ObservedContainer.RunState.running, .exited, .paused])
    func driftThatIsOnlyReportedIsLeftAndShown(state: ObservedContainer.RunState) throws {
        let server = try Fixtures.server { $0.drift = .report }
        let desired = try Fixtures.desired([server])
        var observed = try applied(desired)
        observed.containers[0].state = state
        if state == .running { observed.containers[0].definition.resources.pids = 7 }
        let plan = Plan(from: observed, to: desired)
        #expect(plan.isNoOp && plan.changes.map(\.action) == [.keep])
        #expect(plan.drift.map(\.outcome) == [.leave])
        #expect(plan.terminalText(TerminalStyle()).contains("Drift"))
        #expect(!Plan(from: observed, to: try Fixtures.desired([Fixtures.server()])).isNoOp)
    }

    @Test func whatIsOnlyReportedGoesWithTheNextChange() throws {
        let before = try Fixtures.desired([Fixtures.server { $0.drift = .report }])
        var observed = try applied(before)
        observed.containers[0].definition.resources.pids = 7
        let changed = try Fixtures.server { server in
            server.drift = .report
            server.environment = [EnvironmentVariable(name: "TZ", value: "UTC")]
        }
        let plan = Plan(from: observed, to: try Fixtures.desired([changed]))
        #expect(plan.changes.map(\.action) == [.replace])
        #expect(plan.drift.map(\.outcome) == [.moot])
    }

    @Test func aContainerThatWasNeverStartedIsNoDriftToLeave() throws {
        let desired = try Fixtures.desired([Fixtures.server { $0.drift = .report }])
        var observed = try applied(desired)
        observed.containers[0].state = .created
        #expect(Plan(from: observed, to: desired).changes.map(\.action) == [.start])
    }

    @Test func howDriftIsTreatedIsNoPartOfAContainer() throws {
        let state = try applied(Fixtures.desired([Fixtures.server()]))
        let reporting = try Fixtures.desired([Fixtures.server { $0.drift = .report }])
        #expect(Plan(from: state, to: reporting).isNoOp)
    }

    @Test func aNewNameForTheSameImageChangesNothing() throws {
        var state = try applied(Fixtures.desired([Fixtures.server()]))
        let renamed = try Fixtures.image("example/renamed:3")
        state.images[renamed] = state.images[try Fixtures.image()]
        let server = try Fixtures.server { $0.image = renamed }
        #expect(Plan(from: state, to: try Fixtures.desired([server])).isNoOp)
    }

    @Test func aStrangersContainerIsNeverTouchedEvenIfItHasTheName() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try applied(desired)
        let name = observed.containers[0].name
        observed.containers[0].labels = [:]
        let plan = Plan(from: observed, to: desired)
        #expect(plan.refusals.map(\.reasons) == [[.nameTaken(name)]])
        #expect(plan.isNoOp)
    }

    @Test func labelsThatAnImageBroughtAlongMakeNoOwner() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        var observed = try applied(desired)
        observed.containers[0].name = "innocent"
        let plan = Plan(from: observed, to: try Fixtures.desired([]))
        #expect(plan.isNoOp)
    }

    @Test func anImageThatCarriesOurLabelsIsRefused() throws {
        let image = ObservedImage(id: Fixtures.imageID("a"), labels: ["io.mcp-reconcile.owner": "x"])
        let world = try Fixtures.world(images: [Fixtures.image(): image])
        let plan = Plan(from: world, to: try Fixtures.desired([Fixtures.server()]))
        #expect(plan.refusals.map(\.reasons) == [[.imageClaimsOwnership]])
    }

    @Test func theImagesOwnSettingsAreFilledIn() throws {
        let image = ObservedImage(
            id: Fixtures.imageID("a"),
            command: ["serve"],
            environment: [EnvironmentVariable(name: "A", value: "1"), EnvironmentVariable(name: "B", value: "1")],
            user: "65532"
        )
        let server = try Fixtures.server { $0.environment = [EnvironmentVariable(name: "B", value: "2")] }
        let definition = ContainerDefinition(server: server, image: image)
        #expect(definition.command == ["serve"])
        #expect(definition.environment.map(\.value) == ["1", "2"])
        #expect(definition.user == "65532")
    }
}
