import Planner
import Spec
import Testing

/// A comment of a pull request: bounded, deterministic, and harmless whatever servers are called.
@Suite struct MarkdownTests {
    private static let hostile =
        "@everyone fixes #123 GH-1 <!-- x --> | a | b\n```sh\nrm -rf\n```\u{1B}[31m\u{202E}\u{E0041} ![i](http://e.x/p.png) "
        + "<img src=x onerror=alert(1)> [c](javascript:x) https://evil.example www.evil.example :tada: $x$ a@b.example `c`"

    /// Every server is new, with values and tools that try everything.
    private func plan(servers count: Int, tools: Int = 3) throws -> Plan {
        let servers = try (0..<count).map { index in
            try Fixtures.server("server-\(index)", line: index + 1) { server in
                server.environment = [
                    EnvironmentVariable(name: "NOTE", value: Self.hostile),
                    EnvironmentVariable(name: "API_TOKEN", value: "canary"),
                ]
                server.command = [Self.hostile]
                server.documentedTools = (0..<tools).map { tool in
                    DocumentedTool(name: "tool-\(tool)", description: Self.hostile)
                }
            }
        }
        var before = servers
        for index in before.indices {
            before[index].command = ["--old"]
            for tool in before[index].documentedTools.indices {
                before[index].documentedTools[tool].description = "old"
            }
        }
        return Plan(comparing: try Fixtures.desired(before), with: try Fixtures.desired(servers))
    }

    @Test(arguments: [1, 20, 200, 600])
    func theBudgetHolds(count: Int) throws {
        let text = try plan(servers: count).markdown
        #expect(text.utf8.count <= Plan.markdownBudget)
        #expect(text.hasPrefix("<!-- mcp-reconcile:plan owner="))
        #expect(text.contains("### mcp-reconcile plan: \(count) to replace\n"))
        #expect(text.contains("<code>dev/server-0</code>"))
        #expect(!text.contains("canary"))
    }

    @Test func whatDoesNotFitIsCountedAndTheRestIsLeftOutStepByStep() throws {
        let full = try plan(servers: 2).markdown
        #expect(full.contains("<details>") && !full.contains("Shortened to fit"))
        let counts = try plan(servers: 200).markdown
        #expect(counts.contains("Shortened to fit"))
        #expect((0..<200).allSatisfy { counts.contains("<code>dev/server-\($0)</code>") })
        let part = try plan(servers: 600).markdown
        #expect(part.firstMatch(of: /\| … \| and [0-9]+ more \|/) != nil)
    }

    @Test func everyFoldIsClosedAndEveryRowHasItsCells() throws {
        for count in [1, 40, 210] {
            let text = try plan(servers: count).markdown
            let opened = text.ranges(of: "<details>").count
            #expect(opened == text.ranges(of: "</details>").count)
            for line in text.split(separator: "\n") where line.hasPrefix("|") {
                let cells = line.filter { $0 == "|" }.count
                #expect(cells == 6 || cells == 4, "\(line)")
            }
        }
    }

    /// Outside of what this program writes itself, no character of a server's text means anything to the host.
    @Test func foreignTextIsInert() throws {
        let text = try plan(servers: 3).markdown
        #expect(text.contains("<code>"))
        let rest = text.replacing(/<code>[^<]*<\/code>/, with: "")
        for mark in [
            "@", "#1", "```", "![", "](", "<img", "http", "www.", ":tada", "$x", "\u{1B}", "\u{202E}", "\u{E0041}",
        ] {
            #expect(!rest.contains(mark), "\(mark)")
        }
        for match in text.matches(of: /<code>([^<]*)<\/code>/) {
            let inner = match.1.replacing(/&#[0-9]+;/, with: "")
            for mark in [
                "@", "#", "`", "|", "<", ">", "[", "]", "(", "!", "*", "_", "~", "$", "\\", ":", "&", "\"", "'", "www.",
            ] {
                #expect(!inner.contains(mark), "\(mark) in \(inner)")
            }
            #expect(inner.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x202A...0x202E).contains($0.value) })
        }
        #expect(text.ranges(of: "<!--").count == 1)
    }

    @Test func theMarkerStaysWhenThePlanChanges() throws {
        let base = Revision(reference: "main", commit: String(repeating: "9", count: 40))
        var (one, other) = (try plan(servers: 1), try plan(servers: 7))
        (one.target, other.target) = (.revision(base), .revision(base))
        #expect(one.markdownMarker == other.markdownMarker)
        #expect(one.markdown.split(separator: "\n").first.map(String.init) == one.markdownMarker)
        let live = Plan(from: try Fixtures.world(), to: try Fixtures.desired([]))
        #expect(live.markdownMarker != one.markdownMarker)
    }

    @Test func consentsAreNeverLeftOut() throws {
        let servers = try (0..<400).map { try Fixtures.server("server-\($0)") }
        let plan = Plan(comparing: try Fixtures.desired(servers), with: try Fixtures.desired([]))
        #expect(plan.markdown.contains("<code>--allow prune=400</code>"))
    }
}
