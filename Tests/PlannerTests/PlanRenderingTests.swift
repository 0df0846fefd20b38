import FoundationEssentials
import Planner
import Spec
import Testing

/// Renderings against files in `Golden/`; `RECORD_GOLDEN=1` writes them anew, and fails so that nobody forgets to look.
@Suite struct PlanRenderingTests {
    private func compare(_ text: String, with name: String, file: String = #filePath) throws {
        let golden = URL(filePath: file).deletingLastPathComponent().appending(path: "Golden/\(name)")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            try Data(text.utf8).write(to: golden)
            Issue.record("recorded \(name)")
            return
        }
        #expect(text == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
    }

    @Test func theTerminalRenderingIsAsRecorded() throws {
        try compare(ShownPlan.make().terminalText(), with: "plan.txt")
    }

    @Test func theJSONIsAsRecorded() throws {
        try compare(ShownPlan.make().json + "\n", with: "plan.json")
    }

    @Test func theEventsAreAsRecorded() throws {
        try compare(ShownPlan.make().jsonLines, with: "plan.jsonl")
    }

    @Test func theCommentIsAsRecorded() throws {
        try compare(ShownPlan.make().markdown, with: "plan.md")
    }

    @Test func theComparisonIsAsRecorded() throws {
        let plan = try ShownPlan.comparison()
        try compare(plan.terminalText(), with: "comparison.txt")
        try compare(plan.markdown, with: "comparison.md")
    }

    @Test func aNarrowTerminalIsAsRecorded() throws {
        let style = TerminalStyle(isColored: true, width: 72, isASCII: true)
        try compare(ShownPlan.make().terminalText(style), with: "plan.narrow.txt")
    }

    @Test func colourChangesNothingButColour() throws {
        let plan = try ShownPlan.make()
        let colored = plan.terminalText(TerminalStyle(isColored: true))
        #expect(colored.contains("\u{1B}[32m+\u{1B}[0m"))
        #expect(colored.replacing(/\u{1B}\[[0-9]+m/, with: "") == plan.terminalText())
    }

    @Test func noRenderingSteersATerminal() throws {
        let texts = try ShownPlan.variants().flatMap { plan in
            [plan.terminalText(), plan.json, plan.jsonLines, plan.markdown]
        }
        for text in texts {
            #expect(!text.contains("canary"))
            #expect(!text.contains("\u{202E}"))
            #expect(!text.contains("\u{1B}"))
        }
    }

    @Test func onlySymbolsThatAreUsedAreExplained() throws {
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired([Fixtures.server()]))
        #expect(plan.terminalText().contains("Legend  + create\n"))
    }

    @Test func withheldToolsAreShown() throws {
        let servers = try ["a", "b"].map { name in
            try Fixtures.server(name) { $0.documentedTools = [DocumentedTool(name: "search")] }
        }
        let plan = Plan(from: try Fixtures.world(), to: try Fixtures.desired(servers, naming: .bare))
        #expect(plan.surfaces.map(\.tools) == [[]])
        #expect(plan.surfaces.map { $0.withheld.map(\.server.text) } == [["a", "b"]])
        #expect(plan.terminalText().contains("a  search   withheld: 'search' is not unique"))
    }

    @Test func aPlanWithNothingToDoSaysSo() throws {
        let nothing = Plan(from: try Fixtures.world(), to: try Fixtures.desired([]))
        let text = "Plan    nothing to do: 0 servers are as the manifests ask.\n"
        #expect(nothing.terminalText() == text)
        let desired = try Fixtures.desired([Fixtures.server()])
        let applied = Plan(from: try Fixtures.world().converged(to: desired), to: desired)
        #expect(applied.terminalText() == "Plan    nothing to do: 1 server is as the manifests ask.\n")
    }

    @Test func theDigestIsOfWhatIsDone() throws {
        let plan = try ShownPlan.make()
        #expect(try plan.digest == ShownPlan.make().digest)
        #expect(plan.digest.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
        var other = plan
        other.operations.removeLast()
        #expect(other.digest != plan.digest)
    }
}
