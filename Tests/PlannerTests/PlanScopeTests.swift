import Planner
import Spec
import Testing

/// Plans of a part of the servers, and what a plan needs beyond a yes.
@Suite struct PlanScopeTests {
    private func names(_ plan: Plan) -> [String] { plan.changes.map(\.address.server.text) }

    private func plan(targets: [String] = [], excludes: [String] = []) throws -> Plan {
        let before = try Fixtures.world().converged(to: Fixtures.desired([Fixtures.server("old")]))
        let desired = try Fixtures.desired([
            Fixtures.server("alpha"), Fixtures.server("beta"), Fixtures.server("gamma"),
        ])
        return Plan(from: before, to: desired, scope: PlanScope(targets: targets, excludes: excludes))
    }

    @Test func everythingIsPlannedUnlessSaidOtherwise() throws {
        let plan = try plan()
        #expect(names(plan) == ["alpha", "beta", "gamma", "old"])
        #expect(!plan.scope.isPartial)
    }

    @Test(arguments: [
        (["alpha"], [], ["alpha"]), (["dev/*a"], [], ["alpha", "beta", "gamma"]),
        (["*"], ["beta"], ["alpha", "gamma"]),
        ([], ["dev/alpha", "g*"], ["beta"]), (["ops/*"], [], []), (["old"], [], []),
    ])
    func aPartIsPlannedAndNothingRemoved(targets: [String], excludes: [String], expected: [String]) throws {
        let plan = try plan(targets: targets, excludes: excludes)
        #expect(names(plan) == expected)
        #expect(plan.scope.isPartial)
        #expect(!plan.changes.contains { $0.action == .remove })
        #expect(plan.terminalText().contains("partial"))
        #expect(plan.markdown.contains("Partial plan"))
        #expect(Set(plan.operations.map(\.address.server.text)) == Set(expected))
        #expect(plan.operations.map(\.id) == Array(plan.operations.indices.map { $0 + 1 }))
    }

    @Test(arguments: [(3, 3, false), (4, 4, true), (10, 3, false), (10, 4, true), (20, 6, false), (20, 7, true)])
    func manyRemovalsNeedAConsent(owned: Int, removed: Int, needed: Bool) throws {
        let servers = try (0..<owned).map { try Fixtures.server("server-\($0)") }
        let before = try Fixtures.world().converged(to: Fixtures.desired(servers))
        let plan = Plan(from: before, to: try Fixtures.desired(Array(servers.dropFirst(removed))))
        #expect(plan.consents.map(\.name) == (needed ? ["prune=\(removed)"] : []))
        #expect(plan.terminalText().contains("--allow prune=\(removed)") == needed)
    }

    @Test func onlyDriftIsWhatSomebodyChanged() throws {
        let before = try Fixtures.desired([Fixtures.server("moved"), Fixtures.server("older"), Fixtures.server("same")])
        var state = try Fixtures.world().converged(to: before)
        for index in state.containers.indices where !state.containers[index].name.contains("-same-") {
            state.containers[index].definition.resources.pids = 7
        }
        let older = try Fixtures.server("older") { $0.command = ["--new"] }
        let wanted = try Fixtures.desired([
            Fixtures.server("moved"), older, Fixtures.server("same"), Fixtures.server("fresh"),
        ])
        let full = Plan(from: state, to: wanted)
        let plan = full.onlyDrift
        #expect(plan.changes.map { "\($0.address.server) \($0.action)" } == ["moved replace", "same keep"])
        #expect(Set(plan.operations.map(\.address.server.text)) == ["moved"])
        #expect(plan.operations.map(\.id) == [1, 2, 3, 4, 5])
        #expect(plan.operations.map(\.dependencies) == [[], [1], [2], [3], [4]])
        #expect(plan.drift.map { "\($0.address.server) \($0.outcome)" } == ["moved revert", "older moot"])
        #expect(plan.terminalText().contains("Drift   dev/older: changed: limits → goes with the replacement\n"))
    }

    @Test func withoutDriftThereIsNone() throws {
        let desired = try Fixtures.desired([Fixtures.server()])
        let plan = Plan(from: try Fixtures.world().converged(to: desired), to: desired).onlyDrift
        #expect(plan.terminalText() == "Plan    no drift: 1 server is as applied.\n")
        #expect(!plan.hasChanges && plan.drift.isEmpty)
    }
}
