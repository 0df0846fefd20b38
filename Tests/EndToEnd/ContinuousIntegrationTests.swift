import ContainerEngine
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// What `examples/ci` tells others to copy is run here, line by line: all but the installation.
@Suite(.timeLimit(.minutes(5)))
struct ContinuousIntegrationTests {
    private static let examples = Installation.root.appending("examples/ci")

    private func example(_ name: String) throws -> String {
        try String(contentsOfFile: Self.examples.appending(name).string, encoding: .utf8)
    }

    /// The block of a step: what stands deeper than its `run: |`.
    private func step(_ name: String, of job: String) throws -> String {
        let lines = try example("github-actions.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        let inJob = lines.drop { $0 != "  \(job):" }.dropFirst().prefix { !$0.hasPrefix("  ") || $0.hasPrefix("   ") }
        let inStep = inJob.drop { $0 != "      - name: \(name)" }.dropFirst().prefix { !$0.hasPrefix("      - ") }
        let block = inStep.drop { $0 != "        run: |" }.dropFirst().prefix {
            $0.isEmpty || $0.hasPrefix("          ")
        }
        try #require(!block.isEmpty, "\(job): \(name)")
        return block.map { $0.dropFirst(10) }.joined(separator: "\n")
    }

    /// The lines of a job's `script:`.
    private func script(of job: String) throws -> String {
        let lines = try example("gitlab-ci.yaml").split(separator: "\n", omittingEmptySubsequences: false)
        let inJob = lines.drop { $0 != "\(job):" }.dropFirst().prefix { $0.isEmpty || $0.hasPrefix(" ") }
        let script = inJob.drop { $0 != "  script:" }.dropFirst().prefix { $0.isEmpty || $0.hasPrefix("    ") }
        let commands = script.filter { !$0.hasPrefix("    # ") }.map { line in
            if line == "    - |" { return "" }
            return String(line.hasPrefix("    - ") ? line.dropFirst(6) : line.dropFirst(6))
        }
        try #require(!commands.isEmpty, "\(job)")
        return commands.joined(separator: "\n")
    }

    private func run(_ script: String, _ bench: PlanBench, _ variables: [String: String]) async throws -> CommandResult
    {
        let program = Installation.program.removingLastComponent().string
        var environment = [
            "PATH": "\(bench.directory.appending("bin")):\(program):/usr/local/bin:/usr/bin:/bin",
            "DOCKER_HOST": "\(bench.engine.endpoint)", "XDG_RUNTIME_DIR": bench.directory.string, "MANIFESTS": ".",
        ]
        environment.merge(variables) { _, new in new }
        return try await Command(
            executable: "/bin/bash",
            arguments: ["-e", "-o", "pipefail", "-c", script],
            environment: environment,
            workingDirectory: bench.directory
        ).run()
    }

    /// Puts a command into the path that writes down its arguments and answers with what a test says.
    private func fake(_ name: String, answering answer: String, in bench: PlanBench) throws {
        try bench.write(
            """
            #!/bin/bash
            printf '%s\\n' "$*" >> "\(bench.directory)/calls"
            case "$*" in *POST*|*PATCH*|*PUT*) ;; *) printf '%s' '\(answer)' ;; esac

            """,
            to: "bin/\(name)"
        )
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: bench.directory.appending("bin/\(name)").string
        )
    }

    private func prepare(_ bench: PlanBench) async throws -> String {
        try bench.write(["one": "tools: [ { name: now } ]"])
        try bench.write("bin/\ncalls\nplan.*\n*.sock\nsummary\nmcp-reconcile/\n", to: ".gitignore")
        let base = try await bench.commit()
        try bench.write(["one": "tools: [ { name: now } ]", "two": "tools: [ { name: later } ]"])
        try await bench.commit()
        return base
    }

    @Test(arguments: ["", "4711\n"])
    func gitHubShowsThePlanInOneComment(existing: String) async throws {
        try await PlanBench.lend { bench in
            let base = try await prepare(bench)
            try fake("gh", answering: existing, in: bench)
            let variables = [
                "BASE": base, "GITHUB_STEP_SUMMARY": bench.directory.appending("summary").string,
                "GITHUB_REPOSITORY": "team/tools", "PULL_REQUEST": "12", "GH_TOKEN": "none",
            ]
            for name in ["Validate", "Plan", "Comment"] {
                let result = try await run(try step(name, of: "plan"), bench, variables)
                #expect(result.status == 0, "\(name): \(result)")
            }
            #expect(bench.engine.requests.isEmpty)
            let comment = try bench.text(of: "plan.md")
            #expect(comment.hasPrefix("<!-- mcp-reconcile:plan ") && comment.contains("dev/two"))
            #expect(try bench.text(of: "summary") == comment)
            #expect(try JSONValue(parsing: bench.text(of: "plan.json"))["target"]["kind"].text == "revision")
            let calls = try bench.text(of: "calls").split(separator: "\n")
            #expect(calls.first?.contains("repos/team/tools/issues/12/comments") == true)
            let written =
                existing.isEmpty
                ? "--method POST repos/team/tools/issues/12/comments"
                : "--method PATCH repos/team/tools/issues/comments/4711"
            #expect(calls.last?.contains(written) == true && calls.last?.contains("body=@plan.md") == true)
        }
    }

    @Test func gitHubAppliesWhatItPlanned() async throws {
        try await PlanBench.lend { bench in
            _ = try await prepare(bench)
            let variables = ["GITHUB_SHA": try await bench.git("rev-parse", "HEAD").filter { $0 != "\n" }]
            for name in ["Plan", "Apply"] {
                let result = try await run(try step(name, of: "apply"), bench, variables)
                #expect(result.status == 0, "\(name): \(result)")
            }
            #expect(bench.engine.model.containers.count == 2)
            #expect(bench.engine.model.containers.allSatisfy { $0.status == .running })
        }
    }

    @Test(arguments: ["[]", #"[{"id":1,"body":"Hello"},{"id":815,"body":"MARKER\nx"}]"#])
    func gitLabShowsThePlanInOneNote(notes: String) async throws {
        try await PlanBench.lend { bench in
            let base = try await prepare(bench)
            let marker = "<!-- mcp-reconcile:plan owner=\(PlanBench.owner) profile=all against=revision -->"
            try fake("curl", answering: notes.replacing("MARKER", with: marker), in: bench)
            let variables = [
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_API_V4_URL": "https://gitlab.example/api/v4",
                "CI_PROJECT_ID": "7", "CI_MERGE_REQUEST_IID": "3", "MCP_RECONCILE_NOTES_TOKEN": "none",
            ]
            let result = try await run(try script(of: "plan"), bench, variables)
            #expect(result.status == 0, "\(result)")
            #expect(bench.engine.requests.isEmpty)
            #expect(try bench.text(of: "plan.md").contains("dev/two"))
            let last = try bench.text(of: "calls").split(separator: "\n").last ?? ""
            let place = "https://gitlab.example/api/v4/projects/7/merge_requests/3/notes"
            #expect(last.contains("body@plan.md"))
            #expect(last.hasSuffix(notes == "[]" ? place : place + "/815"), "\(last)")
            #expect(last.contains(notes == "[]" ? "POST" : "PUT"))
        }
    }

    @Test func gitLabAppliesWhatItPlanned() async throws {
        try await PlanBench.lend { bench in
            _ = try await prepare(bench)
            let commit = try await bench.git("rev-parse", "HEAD").filter { $0 != "\n" }
            let result = try await run(try script(of: "apply"), bench, ["CI_COMMIT_SHA": commit])
            #expect(result.status == 0, "\(result)")
            #expect(bench.engine.model.containers.count == 2)
        }
    }
}
