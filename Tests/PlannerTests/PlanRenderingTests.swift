import FoundationEssentials
import Planner
import Spec
import Testing

/// Renderings against files in `Golden/`; `RECORD_GOLDEN=1` writes them anew, and fails so that nobody forgets to look.
@Suite struct PlanRenderingTests {
    private func compare(_ text: String, with name: String, file: String = #filePath) throws {
        let directory = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden")
        let golden = directory.appending(path: name)
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try Data(text.utf8).write(to: golden)
            Issue.record("recorded \(name)")
            return
        }
        #expect(text == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
    }

    /// A server to create, one to replace, one to remove, one that stays, a refusal and a collision.
    private func plan() throws -> Plan {
        let tools = [DocumentedTool(name: "now"), DocumentedTool(name: "zones\u{202E}")]
        let kept = try Fixtures.server("kept") { $0.documentedTools = tools }
        let old = try Fixtures.server("clock", line: 12) { $0.command = ["--utc"] }
        let before = try Fixtures.desired([kept, old, Fixtures.server("legacy")])
        let world = try Fixtures.world()
        var state = world.applying(Plan(from: world, to: before).operations)
        let clock = try Fixtures.server("clock", line: 12) { server in
            server.command = ["--local"]
            server.environment = [EnvironmentVariable(name: "API_TOKEN", value: "canary"), EnvironmentVariable(name: "TZ", value: "UTC")]
            server.documentedTools = [DocumentedTool(name: "now")]
            server.attributeLocations[AttributePath("env.TZ")] = SourceLocation(file: "profiles/dev.yaml", line: 14, column: 9)
        }
        let taken = try Fixtures.server("taken", line: 20)
        let refused = Plan(from: world, to: try Fixtures.desired([taken]))
        if case .create(let order) = refused.operations[0].kind {
            state.containers.append(
                ObservedContainer(
                    id: ObservedContainer.ID("f"),
                    name: order.identity.containerName,
                    labels: [:],
                    state: .running,
                    definition: order.definition
                )
            )
        }
        var after = try Fixtures.desired([kept, clock, taken, Fixtures.server("fresh", line: 30)])
        after.revision = Revision(reference: "main", commit: String(repeating: "9", count: 40))
        return Plan(from: state, to: after)
    }

    @Test func theTerminalRenderingIsAsRecorded() throws {
        try compare(plan().terminalText(isColored: false), with: "plan.txt")
    }

    @Test func colourChangesNothingButColour() throws {
        let plan = try plan()
        let colored = plan.terminalText(isColored: true).replacing(/\u{1B}\[[0-9]+m/, with: "")
        #expect(colored == plan.terminalText(isColored: false))
    }

    @Test func theJSONIsAsRecorded() throws {
        try compare(plan().json, with: "plan.json")
    }

    @Test func noRenderingShowsASensitiveValueOrSteersATerminal() throws {
        let plan = try plan()
        for text in [plan.terminalText(isColored: false), plan.json] {
            #expect(!text.contains("canary"))
        }
        #expect(!plan.terminalText(isColored: false).contains("\u{202E}"))
    }

    @Test func aPlanWithNothingToDoSaysSo() throws {
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired([]))
        #expect(plan.terminalText(isColored: false) == "Plan    nothing to do: 0 servers are as the manifests ask.\n")
    }
}
