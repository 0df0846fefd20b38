import Planner
import Spec
import Testing

/// What becomes of servers that no manifest names any more.
@Suite struct RemovalTests {
    private func server(
        _ name: String,
        _ outcome: RemovalPolicy.Outcome,
        isProtected: Bool = false
    ) throws -> ServerSpec {
        try Fixtures.server(name) { $0.removal = RemovalPolicy(isProtected: isProtected, outcome: outcome) }
    }

    private func world(_ servers: ServerSpec...) throws -> ObservedState {
        try Fixtures.world().converged(to: Fixtures.desired(servers))
    }

    private func ending(_ state: ObservedState) throws -> Plan { Plan(from: state, to: try Fixtures.desired([])) }

    @Test func aServerIsRemovedUnlessSaidOtherwise() throws {
        let plan = try ending(world(server("a", .remove)))
        #expect(plan.changes.map(\.strategy) == [.remove])
        #expect(plan.operations.map { $0.kind.description.split(separator: " ")[0] } == ["drain", "stop", "remove"])
    }

    @Test func aStoppedServerStaysAndIsStartedWhenItComesBack() throws {
        let state = try world(server("a", .stop))
        let plan = try ending(state)
        #expect(plan.changes.map(\.strategy) == [.stop] && plan.changes.map(\.action) == [.remove])
        #expect(plan.operations.map { $0.kind.description.split(separator: " ")[0] } == ["drain", "stop"])
        let stopped = state.applying(plan.operations)
        let rest = try ending(stopped)
        #expect(rest.isNoOp && !rest.hasChanges && rest.changes.map(\.isLeftBehind) == [true])

        let back = Plan(from: stopped, to: try Fixtures.desired([server("a", .stop)]))
        #expect(back.changes.map(\.action) == [.start])
    }

    @Test func anOrphanRunsOn() throws {
        let state = try world(server("a", .orphan))
        let plan = try ending(state)
        #expect(plan.isNoOp && plan.changes.map(\.isLeftBehind) == [true])
        let back = Plan(from: state, to: try Fixtures.desired([server("a", .orphan)]))
        #expect(back.changes.map(\.action) == [.keep] && back.changes.map(\.isLeftBehind) == [false])
    }

    @Test func destroyingEndsWhatWasToStay() throws {
        let state = try world(server("a", .stop), server("b", .orphan))
        var scope = PlanScope.everything
        scope.isDestruction = true
        let plan = Plan(from: state, to: try Fixtures.desired([]), scope: scope)
        #expect(state.applying(plan.operations).containers.isEmpty)
        #expect(plan.changes.map(\.reasons) == [[.destroyed], [.destroyed]])
    }

    @Test(arguments: [RemovalPolicy.Outcome.remove, .stop])
    func aProtectedServerEndsOnlyByName(outcome: RemovalPolicy.Outcome) throws {
        let plan = try ending(world(server("a", outcome, isProtected: true)))
        #expect(plan.consents.map(\.name) == ["unprotect=dev/a"])
        #expect(plan.terminalText().contains("--allow unprotect=dev/a"))
        #expect(plan.markdown.contains("--allow unprotect=dev/a"))
    }

    @Test func aLoopKeepsWhatNobodyHasAgreedToEnd() throws {
        let servers = try (0..<5).map { try server("server-\($0)", .remove, isProtected: $0 == 0) }
        let state = try Fixtures.world().converged(to: Fixtures.desired(servers))
        let plan = Plan(from: state, to: try Fixtures.desired([servers[4]]))
        func names(_ standing: StandingConsent) -> [String] { plan.within(standing).withheld.map(\.name) }
        #expect(names(StandingConsent()) == ["prune=4", "unprotect=dev/server-0"])
        #expect(plan.within(StandingConsent()).isNoOp && !plan.within(StandingConsent()).hasChanges)
        #expect(names(StandingConsent(prune: 4)) == ["unprotect=dev/server-0"])
        let allowed = plan.within(StandingConsent(prune: 4))
        #expect(Set(allowed.operations.map(\.address.server.text)) == ["server-1", "server-2", "server-3"])
        #expect(allowed.operations.map(\.id) == allowed.operations.indices.map { $0 + 1 })
        #expect(plan.within(StandingConsent(prune: 4, unprotected: ["dev/server-0"])) == plan)
    }

    @Test func whatIsAsItIsByItselfLeavesNoLabel() throws {
        let usual = try #require(world(server("a", .remove)).containers.first).labels
        #expect(
            !usual.keys.contains { $0.hasSuffix("protect") || $0.hasSuffix("on-remove") || $0.hasSuffix("removal") }
        )
        let kept = try #require(world(server("a", .orphan, isProtected: true)).containers.first).labels
        #expect(RemovalPolicy(labels: kept) == RemovalPolicy(isProtected: true, outcome: .orphan))
    }

    /// A container of a version that knew of no removal policy has no hash of that group.
    @Test func anOlderContainerGivesNoFalseReason() throws {
        let state = try world(server("a", .remove))
        let plan = Plan(from: state, to: try Fixtures.desired([Fixtures.server("a") { $0.command = ["--new"] }]))
        #expect(plan.changes[0].reasons == [.specChanged([.command])])
        let protected = Plan(from: state, to: try Fixtures.desired([server("a", .remove, isProtected: true)]))
        #expect(protected.changes[0].reasons == [.specChanged([.removal])])
        #expect(protected.changes[0].attributes.map(\.path.text) == ["protect"])
    }

    @Test func aComparisonSaysThatAnOrphanIsNoLongerServed() throws {
        let plan = Plan(comparing: try Fixtures.desired([server("a", .orphan)]), with: try Fixtures.desired([]))
        #expect(plan.changes.map(\.action) == [.remove] && plan.changes.map(\.strategy) == [.route])
    }
}
