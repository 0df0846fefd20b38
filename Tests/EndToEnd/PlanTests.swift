import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// `plan` and `apply PLAN` of the built program, before an engine whose every request is counted at its socket.
@Suite(.timeLimit(.minutes(5)))
struct PlanTests {
    private static let canary = "canary-7f3a"
    private static let tools = """
        tools:
          - { name: now, description: Tells the time }
          - name: zones
            description: Lists zones
            inputSchema: { type: object, properties: { near: { type: string } } }
        """

    private static let otherTools = """
        tools:
          - { name: later, description: Waits }
        """

    /// One server that runs and changes, one that goes, one that stays, one that somebody changed, and a new one.
    private static func prepare(_ bench: PlanBench) async throws {
        let secret = "env: [ { name: API_TOKEN, value: \(canary) } ]"
        try bench.write(["changed": tools, "former": "", "kept": "", "moved": secret])
        try await bench.commit()
        let applied = try await bench.program("apply", "--yes")
        try #require(applied.status == 0, "\(applied)")
        let moved = try #require(bench.engine.model.containers.first { $0.name.contains("-moved-") })
        bench.engine.model.update(moved.name, memory: 64 << 20)
        try bench.write([
            "changed": "command: [\"--new\"]\n" + tools, "kept": "", "moved": secret, "fresh": otherTools,
        ])
        bench.engine.forgetRequests()
    }

    // MARK: Nothing is changed

    @Test(arguments: [
        [], ["--format", "json"], ["--format", "jsonl"], ["--format", "markdown"], ["--color", "always"],
        ["--json-into", "a.json"], ["--out", "b.json"], ["--target", "dev/*", "--exclude", "moved"], ["--drift-only"],
        ["--drift-only", "--format", "markdown"], ["--detailed-exitcode"], ["--repo", ".", "--ref", "main"],
        ["--profile", "dev", "--format", "json", "--json-into", "c.json", "--out", "d.json"],
    ])
    func aPlanOnlyReads(arguments: [String]) async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            let plan = try await bench.program(["plan"] + arguments)
            #expect(plan.status == (arguments.contains("--detailed-exitcode") ? 2 : 0), "\(plan)")
            #expect(!plan.output.isEmpty && !bench.engine.requests.isEmpty)
            #expect(bench.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
            #expect(!"\(plan)".contains(Self.canary))
            for file in ["a.json", "b.json", "c.json", "d.json"] where arguments.contains(file) {
                let text = try bench.text(of: file)
                #expect(text.contains("\"plan_digest\"") && !text.contains(Self.canary))
            }
        }
    }

    @Test func aComparisonAsksNoEngine() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            for format in ["text", "json", "jsonl", "markdown"] {
                let plan = try await bench.program("plan", "--against", "main", "--format", format)
                #expect(plan.status == 0, "\(plan)")
                #expect(!"\(plan)".contains(Self.canary))
            }
            #expect(bench.engine.requests.isEmpty)
            let offline = try await bench.program(
                ["plan", "--against", "main", "--detailed-exitcode"],
                environment: ["DOCKER_HOST": "unix:///nowhere/docker.sock"]
            )
            #expect(offline.status == 2, "\(offline)")
            #expect(offline.output.contains("± dev/changed") && offline.output.contains("+ dev/fresh"))
            #expect(offline.output.contains("- dev/former"))
            #expect(!offline.output.contains("dev/kept"))
        }
    }

    @Test func theSameStateHasTheSameBytes() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            for format in ["text", "json", "jsonl", "markdown"] {
                let plans = [
                    try await bench.program("plan", "--format", format),
                    try await bench.program("plan", "--format", format),
                ]
                #expect(plans[0].output == plans[1].output)
            }
        }
    }

    // MARK: Formats

    @Test func theScreenSaysWhatIsMeant() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            try await bench.commit()
            let plan = try await bench.program("plan", "--repo", ".", "--ref", "main")
            let head = plan.output.split(separator: "\n").first ?? ""
            #expect(head.contains(/^Source  main@sha1:[0-9a-f]{12}   Target  unix:\/\/\/.*   Profile  dev$/), "\(plan)")
            #expect(plan.output.contains("Legend  + create  ± replace (new before old)  - remove\n"))
            #expect(plan.output.contains(/tools +the same 2, ~/), "\(plan)")
            #expect(plan.output.contains(/tools +\+1 later   additive, \+[0-9]+ tokens/), "\(plan)")
            #expect(
                plan.output.contains(/Plan    1 to create, 2 to replace, 1 to remove, 1 unchanged.  Digest sha256:/)
            )
        }
    }

    @Test func aLocaleWithoutUTF8GetsASCII() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            let plan = try await bench.program(["plan"], environment: ["LC_ALL": "C"])
            #expect(plan.output.utf8.allSatisfy { $0 < 0x80 } && plan.output.contains("+/- dev/changed"))
        }
    }

    @Test func humanAndMachineGetTheSamePlan() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            let both = try await bench.program("plan", "--format", "markdown", "--json-into", "plan.json")
            #expect(both.output.hasPrefix("<!-- mcp-reconcile:plan owner=\(PlanBench.owner)"))
            let json = try await bench.program("plan", "--format", "json")
            #expect(try bench.text(of: "plan.json") == json.output)
            let plan = try JSONValue(parsing: json.output)
            let digest = (plan["plan_digest"].text ?? "?").replacing(":", with: "&#58;")
            #expect(both.output.contains(digest))
            #expect(plan["source"]["kind"].text == "directory" && plan["target"]["engine_id"].text == "FAKE:ENGINE")
            let moved = plan["changes"].elements.first { $0["address"].text == "dev/moved" }
            #expect(moved?["reasons"].elements.first?["code"].text == "drifted")
            #expect(plan["drift"].elements.map { $0["address"].text } == ["dev/moved"])
        }
    }

    @Test func aTargetThatNamesNothingIsAMistake() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let plan = try await bench.program("plan", "--target", "on")
            #expect(plan.status == 3 && plan.error.contains("--target 'on' names no server"), "\(plan)")
        }
    }

    // MARK: Against another commit

    @Test func manifestsInAFolderOfARepositoryAreCompared() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": Self.tools], in: "deploy/tools")
            let base = try await bench.commit()
            try bench.write(["one": Self.tools, "two": ""], in: "deploy/tools")
            for path in ["deploy/tools", "./deploy/../deploy/tools"] {
                let plan = try await bench.program("plan", "--path", path, "--against", base)
                #expect(plan.output.contains("+ dev/two") && !plan.output.contains("dev/one"), "\(plan)")
            }
        }
    }

    @Test func routesAreComparedToo() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": Self.tools], item: "    tools: { allow: [now] }\n")
            try await bench.commit()
            try bench.write(["one": Self.tools])
            let plan = try await bench.program("plan", "--against", "HEAD")
            #expect(plan.output.contains("~ dev/one   update in place"), "\(plan)")
            #expect(plan.output.contains("+1 zones"), "\(plan)")
            #expect(plan.output.contains("needs --allow widen-tools"), "\(plan)")
        }
    }

    @Test func aCommitBeforeTheManifestsAskedForNothing() async throws {
        try await PlanBench.lend { bench in
            try bench.write("nothing yet\n", to: "README")
            let base = try await bench.commit()
            try bench.write(["one": ""])
            let plan = try await bench.program("plan", "--against", base)
            #expect(plan.status == 0 && plan.output.contains("+ dev/one"), "\(plan)")
        }
    }

    @Test func whatCannotBeComparedIsSaid() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let outside = try await bench.program("plan", "--against", "main")
            #expect(outside.status == 3 && outside.error.contains("is in no git checkout"), "\(outside)")
            try await bench.commit()
            let unknown = try await bench.program("plan", "--against", "mian")
            #expect(unknown.status == 3 && unknown.error.contains("did you mean 'main'?"), "\(unknown)")
            try bench.write("servers: 7\n", to: "profiles/dev.yaml")
            try await bench.commit()
            try bench.write(["one": ""])
            let invalid = try await bench.program("plan", "--against", "main")
            #expect(invalid.status == 3 && invalid.error.contains("the manifests of 'main':"), "\(invalid)")
            let saved = try await bench.program("plan", "--against", "main", "--out", "x")
            #expect(saved.status == 64, "\(saved)")
        }
    }

    // MARK: Saved plans

    private func digest(_ bench: PlanBench) throws -> String {
        try #require(try JSONValue(parsing: bench.text(of: "plan.json"))["plan_digest"].text)
    }

    @Test func aSavedPlanIsCarriedOutOnce() async throws {
        try await PlanBench.lend { bench in
            try await Self.prepare(bench)
            let plan = try await bench.program("plan", "--out", "plan.json")
            let digest = try digest(bench)
            #expect(plan.error.contains("mcp-reconcile apply plan.json --expect \(digest)"), "\(plan)")
            let applied = try await bench.program("apply", "plan.json", "--expect", digest)
            #expect(applied.status == 0, "\(applied)")
            #expect(try await bench.program("plan", "--detailed-exitcode").status == 0)
            bench.engine.forgetRequests()
            let again = try await bench.program("apply", "plan.json")
            #expect(again.status == 0 && again.error.contains("dev/changed: done already"), "\(again)")
            #expect(bench.engine.mutations.isEmpty)
        }
    }

    @Test func aSavedPlanOfACommitIsOfThatCommit() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            try await bench.commit()
            #expect(try await bench.program("plan", "--repo", ".", "--ref", "main", "--out", "plan.json").status == 0)
            try bench.write(["one": "command: [\"--later\"]", "two": ""])
            try await bench.commit()
            let applied = try await bench.program("apply", "plan.json")
            #expect(applied.status == 0, "\(applied)")
            #expect(bench.engine.model.containers.map(\.name.isEmpty) == [false])
            #expect(!"\(bench.engine.model.containers)".contains("--later"))
        }
    }

    @Test func aPlanThatIsNoLongerRightIsNotCarriedOut() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": "command: [\"--a\"]", "two": ""])
            #expect(try await bench.program("plan", "--out", "plan.json").status == 0)
            try bench.write(["one": "command: [\"--b\"]", "two": ""])
            bench.engine.forgetRequests()
            let stale = try await bench.program("apply", "plan.json")
            #expect(stale.status == 5, "\(stale)")
            #expect(stale.error.contains("agreed  command  (none) → [\"--a\"]"), "\(stale)")
            #expect(stale.error.contains("now     command  (none) → [\"--b\"]"), "\(stale)")
            #expect(bench.engine.mutations.isEmpty)
            // What changes elsewhere does not matter.
            try bench.write(["one": "command: [\"--a\"]", "two": "", "three": ""])
            let applied = try await bench.program("apply", "plan.json")
            #expect(applied.status == 0, "\(applied)")
            #expect(applied.error.contains("dev/three: left alone"), "\(applied)")
            #expect(bench.engine.model.containers.count == 2)
        }
    }

    @Test func aPlanIsForOneEngineAndOneOwner() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            #expect(try await bench.program("plan", "--out", "plan.json").status == 0)
            try await PlanBench.lend(engineID: "OTHER") { other in
                let result = try await bench.program(
                    ["apply", "plan.json"],
                    environment: ["DOCKER_HOST": "\(other.engine.endpoint)"]
                )
                #expect(result.status == 5 && result.error.contains("was made for the engine FAKE:ENGINE"), "\(result)")
                #expect(other.engine.mutations.isEmpty)
            }
            let manifest = try bench.text(of: "reconcile.yaml")
            try bench.write(manifest.replacing("000a\n", with: "000b\n"), to: "reconcile.yaml")
            let result = try await bench.program("apply", "plan.json")
            #expect(result.status == 5 && result.error.contains("these manifests' owner is"), "\(result)")
            #expect(bench.engine.mutations.isEmpty)
        }
    }

    @Test func aFileThatIsNotAsExpectedIsRefused() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            #expect(try await bench.program("plan", "--out", "plan.json").status == 0)
            let other = "sha256:" + String(repeating: "0", count: 64)
            let unexpected = try await bench.program("apply", "plan.json", "--expect", other)
            #expect(unexpected.status == 5 && unexpected.error.contains("is another plan"), "\(unexpected)")
            try bench.write(try bench.text(of: "plan.json").replacing("dev/one", with: "dev/two"), to: "altered.json")
            let altered = try await bench.program("apply", "altered.json")
            #expect(altered.status == 3 && altered.error.contains("was changed after it was written"), "\(altered)")
            #expect(try await bench.program("apply", "nothing.json").status == 3)
            #expect(try await bench.program("apply", "reconcile.yaml").status == 3)
            #expect(try await bench.program("apply", "--expect", other).status == 64)
            #expect(bench.engine.mutations.isEmpty)
        }
    }

    @Test func aPartOfTheManifestsIsApplied() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": "", "two": ""])
            let applied = try await bench.program("apply", "--yes", "--target", "two")
            #expect(applied.status == 0, "\(applied)")
            #expect(bench.engine.model.containers.map { $0.name.contains("-two-") } == [true])
            try bench.write([:])
            #expect(try await bench.program("plan", "--exclude", "one", "--detailed-exitcode").status == 0)
        }
    }

    // MARK: Consents

    @Test func removingManyNeedsMoreThanAYes() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["a": "", "b": "", "c": "", "d": "", "e": ""])
            #expect(try await bench.program("apply", "--yes").status == 0)
            try bench.write(["e": ""])
            bench.engine.forgetRequests()
            for arguments in [["apply", "--yes"], ["apply", "--yes", "--allow", "prune=3,widen-tools"]] {
                let refused = try await bench.program(arguments)
                #expect(refused.status == 4 && refused.error.contains("--allow prune=4"), "\(refused)")
            }
            #expect(bench.engine.mutations.isEmpty)
            let applied = try await bench.program("apply", "--yes", "--allow", "prune=4")
            #expect(applied.status == 0, "\(applied)")
            #expect(bench.engine.model.containers.count == 1)
            #expect(try await bench.program("apply", "--yes", "--allow", "purge").status == 64)
        }
    }

    @Test func newToolsOfAnOldServerNeedMoreThanAYes() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": "tools: [ { name: now } ]"])
            #expect(try await bench.program("apply", "--yes").status == 0)
            try bench.write(["one": "command: [\"--new\"]\n" + Self.tools])
            #expect(try await bench.program("plan", "--out", "plan.json").status == 0)
            for arguments in [["apply", "--yes"], ["apply", "plan.json"]] {
                let refused = try await bench.program(arguments)
                #expect(refused.status == 4 && refused.error.contains("--allow widen-tools"), "\(refused)")
            }
            #expect(try await bench.program("apply", "plan.json", "--allow", "widen-tools").status == 0)
        }
    }

    @Test func destroyingIsItsOwnConsent() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["a": "", "b": "", "c": "", "d": "", "e": ""])
            #expect(try await bench.program("apply", "--yes").status == 0)
            #expect(try await bench.program("destroy", "--yes").status == 0)
            #expect(bench.engine.model.containers.isEmpty)
        }
    }
}
