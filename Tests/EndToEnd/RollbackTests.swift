import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// `rollback` of the built program, before an engine that is none.
@Suite(.timeLimit(.minutes(5)))
struct RollbackTests {
    private static let first = ["one": "command: [\"--first\"]"]
    private static let second = ["one": "command: [\"--second\"]", "two": "command: [\"--other\"]"]

    private static func apply(_ bench: PlanBench, _ arguments: String...) async throws {
        let applied = try await bench.program(["apply", "--yes"] + arguments)
        try #require(applied.status == 0, "\(applied)")
    }

    /// The id of the newest entry of history, or of one before it.
    private static func id(_ bench: PlanBench, back count: Int = 0) async throws -> String {
        let lines = try await bench.program("history").output.split(separator: "\n").dropFirst()
        return String(try #require(Array(lines)[count].split(separator: " ").first))
    }

    /// The arguments of the containers, sorted by name.
    private static func commands(_ bench: PlanBench) -> [[String]] {
        bench.engine.model.containers.sorted { $0.name < $1.name }
            .map { $0.configuration["Cmd"].elements.compactMap(\.text) }
    }

    @Test func aDirectoryIsBroughtBackWithItsFirstDefinition() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            try await Self.apply(bench)
            try bench.write(Self.second)
            try await Self.apply(bench)
            try #require(Self.commands(bench) == [["--second"], ["--other"]])

            let unasked = try await bench.program("rollback")
            #expect(unasked.status == 4, "\(unasked)")
            #expect(unasked.output.contains("- dev/two"), "\(unasked)")
            #expect(try await bench.program("resume").output == "was not suspended\n")

            let rolledBack = try await bench.program("rollback", "--yes")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(rolledBack.error.contains("suspended until 'mcp-reconcile resume'"), "\(rolledBack)")
            #expect(Self.commands(bench) == [["--first"]])
            let history = try await bench.program("history", "--limit", "1")
            #expect(history.output.contains("  rollback "), "\(history)")
            let status = try await bench.program("status")
            #expect(status.output.contains(": rolled back to "), "\(status)")

            // A second time undoes the first, and finds what is suspended already.
            let again = try await bench.program("rollback", "--yes")
            #expect(again.status == 0 && again.error.contains("suspended already"), "\(again)")
            #expect(Self.commands(bench) == [["--second"], ["--other"]])
            #expect(try await bench.program("resume").output == "resumed\n")
        }
    }

    @Test func eventsAreAllThatIsTold() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            try await Self.apply(bench)
            let id = try await Self.id(bench)
            try bench.write(Self.second)
            try await Self.apply(bench)
            for said in [" are suspended until ", " are suspended already, "] {
                let rolledBack = try await bench.program("rollback", "--yes", "--format", "jsonl")
                #expect(rolledBack.status == 0 && rolledBack.error.isEmpty, "\(rolledBack)")
                let events = try rolledBack.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                let types = events.map { $0["type"].text ?? "" }
                #expect(types.prefix(3) == ["version", "note", "plan_start"] && types.last == "summary", "\(types)")
                let notes = events.filter { $0["type"].text == "note" }.compactMap { $0["message"].text }
                #expect(notes.first?.hasPrefix("going back to ") == true, "\(notes)")
                #expect(notes.count == 2 && notes.last?.contains(said) == true, "\(notes)")
                if said.contains("until") { #expect(notes.first?.hasSuffix("(\(id))") == true, "\(notes)") }
            }
            let refused = try await bench.program("rollback", "--format", "jsonl")
            #expect(refused.status == 4 && refused.output.contains("\"diagnostic\""), "\(refused)")
        }
    }

    @Test func oneRunIsNamedByItsID() async throws {
        try await PlanBench.lend { bench in
            for number in 1...3 {
                try bench.write(["one": "command: [\"--\(number)\"]"])
                try await Self.apply(bench)
            }
            let id = try await Self.id(bench, back: 2)
            let rolledBack = try await bench.program("rollback", String(id.prefix(6)), "--yes", "--no-suspend")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(Self.commands(bench) == [["--1"]])
            #expect(try await bench.program("resume").output == "was not suspended\n")
            #expect(try await bench.program("history", "--limit", "1").output.contains("  rollback \(id)  "))
        }
    }

    @Test func aCommitIsBroughtBackByItsRunAndByItsName() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            let old = try await bench.commit()
            try await Self.apply(bench, "--repo", ".", "--ref", "main")
            try bench.write(Self.second)
            let new = try await bench.commit()
            try await Self.apply(bench, "--repo", ".", "--ref", "main")

            let rolledBack = try await bench.program("rollback", "--yes")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(rolledBack.error.contains("going back to main@sha1:\(old.prefix(12)), which 'apply' applied at "))
            #expect(Self.commands(bench) == [["--first"]])
            let shown = try await bench.program("history", "show", try await Self.id(bench))
            #expect(shown.output.contains("main@sha1:\(old)\n"), "\(shown)")

            let named = try await bench.program("rollback", "--repo", ".", new, "--yes", "--no-suspend")
            #expect(named.status == 0, "\(named)")
            #expect(Self.commands(bench) == [["--second"], ["--other"]])
            // The directory lies in the checkout, so that its commits can be named, too.
            let relative = try await bench.program("rollback", "main~1", "--yes")
            #expect(relative.status == 0, "\(relative)")
            #expect(Self.commands(bench) == [["--first"]])

            let unknown = try await bench.program("rollback", "--repo", ".", "v9", "--yes")
            #expect(unknown.status == 3 && unknown.error.contains("'v9' is no run of "), "\(unknown)")
        }
    }

    @Test func aCommitThatIsGoneIsSaidToBe() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            try await bench.commit()
            try await Self.apply(bench, "--repo", ".")
            try FileManager.default.removeItem(atPath: bench.directory.appending(".git").string)
            try bench.write(Self.second)
            try await bench.commit()
            try await Self.apply(bench, "--repo", ".", "--allow", "rewind")
            let lost = try await bench.program("rollback", "--yes")
            #expect(lost.status == 3 && lost.error.contains("its commit is no longer in the repository"), "\(lost)")
            #expect(try await bench.program("resume").output == "was not suspended\n")
        }
    }

    @Test func theLockOfThatTimeApplies() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            try await Self.apply(bench)
            try bench.write(Self.second)
            try bench.write("no lock at all\n", to: "mcp-reconcile.lock")
            try #require(try await bench.program("apply", "--yes").status == 3)
            try FileManager.default.removeItem(atPath: bench.directory.appending("mcp-reconcile.lock").string)
            try await Self.apply(bench)
            try bench.write("no lock at all\n", to: "mcp-reconcile.lock")
            let rolledBack = try await bench.program("rollback", "--yes")
            #expect(rolledBack.status == 0, "\(rolledBack)")
            #expect(Self.commands(bench) == [["--first"]])
        }
    }

    @Test func manyRemovalsNeedTheirConsentHereToo() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["a": ""])
            try await Self.apply(bench)
            try bench.write(Dictionary(uniqueKeysWithValues: ["a", "b", "c", "d", "e"].map { ($0, "") }))
            try await Self.apply(bench)
            let refused = try await bench.program("rollback", "--yes")
            #expect(refused.status == 4 && refused.error.contains("--allow prune=4"), "\(refused)")
            #expect(try await bench.program("rollback", "--yes", "--allow", "prune=4").status == 0)
            #expect(bench.engine.model.containers.count == 1)
        }
    }

    @Test func thereMustBeSomethingToGoBackTo() async throws {
        try await PlanBench.lend { bench in
            try bench.write(Self.first)
            let nothing = try await bench.program("rollback", "--yes")
            #expect(
                nothing.status == 1 && nothing.error.contains("nothing is remembered that was applied"),
                "\(nothing)"
            )
            try await Self.apply(bench)
            let only = try await bench.program("rollback", "--yes")
            #expect(only.status == 1 && only.error.contains("no other state is remembered"), "\(only)")
            let other = try await bench.program("rollback", try await Self.id(bench), "--env", "prod", "--yes")
            #expect(other.status == 3 && other.error.contains("had no --env, and --env prod is given"), "\(other)")
            let unknown = try await bench.program("rollback", "zz", "--yes")
            #expect(unknown.status == 3 && unknown.error.contains("nothing is remembered of a run 'zz'"), "\(unknown)")

            #expect(try await bench.program("destroy", "--yes").status == 0)
            let destroyed = try await bench.program("rollback", try await Self.id(bench), "--yes")
            #expect(destroyed.status == 3 && destroyed.error.contains("removed everything"), "\(destroyed)")
            #expect(try await bench.program("rollback", "--yes").status == 0)
            #expect(Self.commands(bench) == [["--first"]])

            let state = "state/mcp-reconcile/\(PlanBench.owner)/snapshots"
            try FileManager.default.removeItem(atPath: bench.directory.appending(state).string)
            let lost = try await bench.program("rollback", try await Self.id(bench), "--yes")
            #expect(lost.status == 3 && lost.error.contains("the copy of them is gone"), "\(lost)")
        }
    }
}

extension OnTheEngine {
    /// `history` of gateways, and `rollback` while something follows the manifests.
    @Suite(.timeLimit(.minutes(5)))
    struct FollowedRollbackTests {
        @Test func whatAGatewayDoesIsRemembered() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.withGateway(source: ["--path", "."]) { gateway in
                    _ = try await PythonClient(of: gateway, for: bench).play("surface", "echo")
                    let history = try await bench.program("history")
                    let line = try #require(history.output.split(separator: "\n").last)
                    #expect(line.contains("  gateway run  ") && line.hasSuffix("  applied  + dev/one"), "\(history)")
                    let id = String(try #require(line.split(separator: " ").first))
                    let shown = try await bench.program("history", "show", id)
                    #expect(shown.output.contains("\nprofile    dev\n"), "\(shown)")
                    #expect(try #require(shown.output.firstMatch(of: /\nsnapshot +([0-9a-f]{64})\n/)).1.count == 64)
                }
                #expect(try await bench.program("destroy", "--yes").status == 0)
                let rolledBack = try await bench.program("rollback", "--profile", "dev", "--yes")
                #expect(rolledBack.status == 0, "\(rolledBack)")
                #expect(try await bench.containers().count == 1)
            }
        }

        @Test(arguments: [[], ["--repo", ".", "--ref", "main"]])
        func whatFollowsDoesNotUndoIt(source: [String]) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--tools", "first"]))
                try await bench.commit()
                try await Companion.running(bench.command(["watch"] + source)) { watch in
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-one-")
                    _ = try await watch.line(containing: "reconciled")
                    let before = try await Engine.inspect(try await bench.container(of: "one").id).configuration.command
                    try bench.writeProfile(
                        try bench.echoServer("one", arguments: ["--tools", "second"]),
                        try bench.echoServer("two")
                    )
                    try await bench.commit("A mistake")
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-two-")
                    _ = try await watch.line(containing: "reconciled")

                    let rolledBack = try await bench.program("rollback", "--yes")
                    #expect(rolledBack.status == 0, "\(rolledBack)")
                    _ = try await watch.line(containing: "suspended")
                    let after = try await Engine.inspect(try await bench.container(of: "one").id).configuration.command
                    #expect(after == before)
                    #expect(try await bench.containers().count == 1)

                    let history = try await bench.program("history")
                    let commands = history.output.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[2] }
                    #expect(commands == ["rollback", "watch", "watch"], "\(history)")
                    #expect(try await bench.program("resume").output == "resumed\n")
                    try await bench.expectContainers(2)
                }
            }
        }
    }
}
