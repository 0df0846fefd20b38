import Planner
import Spec
import Testing

/// A plan that was agreed to, and what became of the engine and the manifests until it is carried out.
@Suite struct ApprovalTests {
    private func saved(_ plan: Plan) throws -> SavedPlan {
        var plan = plan
        plan.source = PlanSource(
            kind: .git,
            place: "./x",
            directory: "tools",
            content: String(repeating: "c", count: 64)
        )
        plan.target = .engine(address: "unix:///run/docker.sock", id: "ENGINE:ID")
        return try SavedPlan(bytes: Array(plan.json(createdAt: "2026-11-24T10:00:00Z").utf8))
    }

    private func carriedOut(_ answer: Approval.Answer) throws -> (plan: Plan, notes: [String]) {
        guard case .carryOut(let plan, let notes) = answer else { throw Unexpected(answer: "\(answer)") }
        return (plan, notes)
    }

    private func mismatches(_ answer: Approval.Answer) throws -> [Approval.Mismatch] {
        guard case .stale(let mismatches) = answer else { throw Unexpected(answer: "\(answer)") }
        return mismatches
    }

    private struct Unexpected: Error { let answer: String }

    // MARK: The file

    @Test func whatIsWrittenIsReadBack() throws {
        var plan = try ShownPlan.make()
        plan.scope = PlanScope(targets: ["dev/*"], excludes: ["x"])
        let saved = try saved(plan)
        #expect(saved.owner == plan.owner && saved.revision == plan.revision && saved.scope == plan.scope)
        #expect(saved.engineID == "ENGINE:ID")
        #expect(saved.source.place == "./x" && saved.source.directory == "tools" && saved.source.kind == .git)
        #expect(saved.digest.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
    }

    @Test func whoAltersItIsFoundOut() throws {
        var plan = try ShownPlan.make()
        plan.source = PlanSource(kind: .directory, place: ".", content: "c")
        plan.target = .engine(address: "unix:///a", id: "ID")
        let text = plan.json(createdAt: "2026-11-24T10:00:00Z")
        for (old, new) in [
            ("\"replace\"", "\"create\""), ("example/time:1", "example/time:2"), ("dev/clock", "dev/clack"),
            ("\"deps\": []", "\"deps\": [1]"),
        ] {
            #expect(text.contains(old))
            let altered = text.replacing(old, with: new, maxReplacements: 1)
            #expect(throws: SavedPlan.Problem.altered, "\(old)") { try SavedPlan(bytes: Array(altered.utf8)) }
        }
        // By which way the engine is reached, and when the plan was made, is nobody's agreement.
        let moved = text.replacing("unix:///a", with: "unix:///b")
        #expect(try SavedPlan(bytes: Array(moved.utf8)).digest == plan.digest)
    }

    @Test func otherFilesAreNoPlans() throws {
        for text in ["", "{}", "[]", "null", "{\"format_version\":\"1.0\"}", "{\"format_version\":1.5}"] {
            #expect(throws: SavedPlan.Problem.notAPlan) { try SavedPlan(bytes: Array(text.utf8)) }
        }
        #expect(throws: SavedPlan.Problem.unknownFormat("2.0")) {
            try SavedPlan(bytes: Array("{\"format_version\":\"2.0\"}".utf8))
        }
        #expect(throws: SavedPlan.Problem.noEngine) {
            try SavedPlan(bytes: Array(try ShownPlan.comparison().json.utf8))
        }
    }

    @Test func noValueThatIsNotShownIsInTheFile() throws {
        #expect(try !ShownPlan.make().json(createdAt: "x").contains("canary"))
    }

    // MARK: What may be carried out

    private func clock(_ argument: String) throws -> ServerSpec {
        try Fixtures.server("clock") { $0.command = [argument] }
    }

    /// One server is replaced and one removed.
    private func scenario() throws -> (state: ObservedState, desired: DesiredState, plan: Plan) {
        let state = try Fixtures.world().converged(
            to: Fixtures.desired([clock("--old"), Fixtures.server("former"), Fixtures.server("kept")])
        )
        let desired = try Fixtures.desired([clock("--new"), Fixtures.server("kept")])
        return (state, desired, Plan(from: state, to: desired))
    }

    @Test func theSamePlanIsCarriedOutAsItIs() throws {
        let (_, _, plan) = try scenario()
        let (admitted, notes) = try carriedOut(saved(plan).approval.answer(to: plan))
        #expect(admitted.operations == plan.operations && notes.isEmpty)
    }

    @Test func whatIsDoneAlreadyIsNotDoneAgain() throws {
        let (state, desired, plan) = try scenario()
        let after = Plan(from: state.applying(plan.operations), to: desired)
        let (admitted, notes) = try carriedOut(saved(plan).approval.answer(to: after))
        #expect(admitted.isNoOp)
        #expect(notes == ["dev/clock: done already", "dev/former: done already"])
    }

    @Test func whatAnInterruptedRunLeftIsFinished() throws {
        let (state, desired, plan) = try scenario()
        for count in 1..<plan.operations.count {
            let interrupted = state.applying(plan.operations.prefix(count))
            let (admitted, _) = try carriedOut(saved(plan).approval.answer(to: Plan(from: interrupted, to: desired)))
            let after = interrupted.applying(admitted.operations)
            #expect(Plan(from: after, to: desired).isNoOp, "after \(count) operations")
        }
    }

    @Test func whatElseChangedIsLeftAlone() throws {
        let (state, desired, plan) = try scenario()
        var (other, wanted) = (state, desired)
        for index in other.containers.indices where other.containers[index].name.contains("-kept-") {
            other.containers[index].definition.resources.pids = 3
        }
        wanted.profiles[0].servers.append(try Fixtures.server("newcomer"))
        let (admitted, notes) = try carriedOut(saved(plan).approval.answer(to: Plan(from: other, to: wanted)))
        #expect(admitted.operations == plan.operations)
        #expect(
            notes == [
                "dev/kept: left alone, for its change is not in the plan",
                "dev/newcomer: left alone, for its change is not in the plan",
            ]
        )
    }

    @Test func theSameChangeUponAnotherContainerIsTheSame() throws {
        let (state, desired, plan) = try scenario()
        var other = state
        for index in other.containers.indices where other.containers[index].name.contains("-clock-") {
            other.containers[index].id = ObservedContainer.ID("another")
        }
        let (admitted, notes) = try carriedOut(saved(plan).approval.answer(to: Plan(from: other, to: desired)))
        #expect(notes == ["dev/clock: its containers are no longer as they were, and the change is the same"])
        #expect(admitted.operations.contains { $0.kind == .remove(ObservedContainer.ID("another")) })
    }

    @Test func anotherChangeIsStaleAndSaysWhy() throws {
        let (state, _, plan) = try scenario()
        let other = try Fixtures.desired([clock("--other"), Fixtures.server("kept")])
        let found = try mismatches(saved(plan).approval.answer(to: Plan(from: state, to: other)))
        #expect(found.map(\.address) == ["dev/clock"])
        #expect(found[0].approved.contains { $0.contains("[\"--old\"] → [\"--new\"]") })
        #expect(found[0].current.contains { $0.contains("[\"--old\"] → [\"--other\"]") })
    }

    @Test func manifestsThatNoLongerAskForItAreStale() throws {
        let (state, _, plan) = try scenario()
        let other = try Fixtures.desired([clock("--old"), Fixtures.server("kept")])
        #expect(try mismatches(saved(plan).approval.answer(to: Plan(from: state, to: other))).count == 1)
        let back = try Fixtures.desired([clock("--new"), Fixtures.server("former"), Fixtures.server("kept")])
        #expect(
            try mismatches(saved(plan).approval.answer(to: Plan(from: state, to: back))).map(\.address) == [
                "dev/former"
            ]
        )
    }

    @Test func aServerThatVanishedIsAnotherChange() throws {
        let (state, desired, plan) = try scenario()
        var other = state
        other.containers.removeAll { $0.name.contains("-clock-") }
        let found = try mismatches(saved(plan).approval.answer(to: Plan(from: other, to: desired)))
        #expect(found.map(\.address) == ["dev/clock"])
        #expect(found[0].current.first?.hasPrefix("create: ") == true)
    }

    @Test func aForeignContainerBesideTheNewOneIsNotRemovedUnseen() throws {
        let (state, desired, plan) = try scenario()
        var other = state.applying(plan.operations.prefix(2))
        let older = try Fixtures.server("clock") { $0.command = ["--older"] }
        var intruder = try Fixtures.world().converged(to: Fixtures.desired([older])).containers[0]
        intruder.id = ObservedContainer.ID("intruder")
        other.containers.append(intruder)
        let found = try mismatches(saved(plan).approval.answer(to: Plan(from: other, to: desired)))
        #expect(found.map(\.address) == ["dev/clock"])
    }

    @Test func anImageThatWasNotThereIsAgreedToUnseen() throws {
        let absent = try Fixtures.image("example/absent:2")
        let desired = try Fixtures.desired([Fixtures.server { $0.image = absent }])
        let approval = try saved(Plan(from: Fixtures.world(), to: desired)).approval
        var pulled = try Fixtures.world()
        pulled.images[absent] = ObservedImage(id: Fixtures.imageID("d"))
        let (admitted, _) = try carriedOut(approval.answer(to: Plan(from: pulled, to: desired)))
        #expect(admitted.operations.count == 2)
        let other = try Fixtures.desired([Fixtures.server { $0.image = try Fixtures.image() }])
        #expect(try mismatches(approval.answer(to: Plan(from: pulled, to: other))).count == 1)
    }

    @Test(arguments: UInt64(1)...100)
    func everyPlanAgreesWithItself(seed: UInt64) throws {
        var random = try RandomState(seed: seed)
        let (observed, desired) = (try random.observed(), try random.desired())
        let plan = Plan(from: observed, to: desired)
        let (admitted, _) = try carriedOut(saved(plan).approval.answer(to: plan))
        #expect(admitted.operations == plan.operations, "seed \(seed)")
        guard !plan.needsPull else { return }
        let after = Plan(from: observed.applying(plan.operations), to: desired)
        #expect(try carriedOut(saved(plan).approval.answer(to: after)).plan.isNoOp, "seed \(seed)")
    }
}
