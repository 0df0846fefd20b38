import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

/// `lock`, and what the other commands make of it, before an engine whose servers change as a test wants.
@Suite(.timeLimit(.minutes(5)))
struct LockTests {
    /// Lends a bench with one server, `one`, whose image lists what is on the shelf.
    private static func lend(
        _ shelf: ToolShelf,
        item: String = "",
        _ body: @Sendable (PlanBench) async throws -> Void
    ) async throws {
        try await PlanBench.lend { bench in
            bench.engine.model.addImage(PlanBench.image, process: shelf.process)
            try bench.write(["one": ""], item: item)
            try await body(bench)
        }
    }

    private static func run(_ bench: PlanBench, _ arguments: String...) async throws -> CommandResult {
        try await bench.program(arguments, environment: ["CI": "", "XDG_CACHE_HOME": "\(bench.directory)/cache"])
    }

    private static func lock(_ bench: PlanBench, _ arguments: String...) async throws {
        let result = try await bench.program(["lock"] + arguments)
        try #require(result.status == 0, "\(result)")
        #expect(bench.engine.model.containers.allSatisfy { !$0.name.contains("mcpr-lock") }, "the sandbox is gone")
    }

    // MARK: Writing

    @Test func aLockIsWrittenOnceAndStaysAsItIs() async throws {
        try await Self.lend(ToolShelf("a", "b")) { bench in
            let missing = try await Self.run(bench, "lock", "--check")
            #expect(missing.status == 9 && missing.error.contains("there is no mcp-reconcile.lock"), "\(missing)")
            try await Self.lock(bench)
            let text = try bench.text(of: "mcp-reconcile.lock")
            #expect(text.contains(#""name": "a""#) && text.contains("local: true"))
            try await Self.lock(bench)
            #expect(try bench.text(of: "mcp-reconcile.lock") == text)
            let check = try await Self.run(bench, "lock", "--check")
            #expect(check.status == 0 && check.output.contains("dev/one  as it was locked"), "\(check)")
        }
    }

    @Test func checkFindsAServerThatChangesBetweenStarts() async throws {
        let shelf = ToolShelf("a", "b")
        try await Self.lend(shelf) { bench in
            try await Self.lock(bench)
            let before = try bench.text(of: "mcp-reconcile.lock")
            shelf.put("a", "Reads mail \u{1B}[2J")
            shelf.take("b")
            shelf.put("c")
            let check = try await Self.run(bench, "lock", "--check")
            #expect(check.status == 9, "\(check)")
            for line in ["~ tool a  description changed: cosmetic", "+ tool c", "- tool b"] {
                #expect(check.output.contains(line), "\(check)")
            }
            #expect(try bench.text(of: "mcp-reconcile.lock") == before)
            let json = try await Self.run(bench, "lock", "--check", "--format", "json")
            #expect(json.status == 9 && json.output.contains(#""result" : "renewed""#), "\(json)")
            try await Self.lock(bench)
            let renewed = try bench.text(of: "mcp-reconcile.lock")
            #expect(renewed.contains(#"Reads mail \u001b[2J"#) && !renewed.contains("\u{1B}"))
        }
    }

    @Test func updateRenewsOnlyWhatItNames() async throws {
        let shelf = ToolShelf("a")
        try await Self.lend(shelf) { bench in
            try bench.write(["one": "", "two": ""])
            try await Self.lock(bench)
            shelf.put("new")
            try await Self.lock(bench, "--update", "two")
            let lines = try bench.text(of: "mcp-reconcile.lock").split(separator: "\n")
            let start = try #require(lines.firstIndex { $0 == "  dev/two:" })
            #expect(!lines[..<start].contains { $0.contains(#"name: "new""#) })
            #expect(lines[start...].contains { $0.contains(#"name: "new""#) })
            let unknown = try await Self.run(bench, "lock", "--update", "three")
            #expect(unknown.status == 3 && unknown.error.contains("names no server"), "\(unknown)")
        }
    }

    @Test func serversThatAreGoneLeaveTheLock() async throws {
        try await Self.lend(ToolShelf("a")) { bench in
            try bench.write(["one": "", "two": ""])
            try await Self.lock(bench)
            try bench.write(["one": ""])
            #expect(try await Self.run(bench, "lock", "--check").status == 9)
            try await Self.lock(bench)
            let text = try bench.text(of: "mcp-reconcile.lock")
            #expect(!text.contains("dev/two"))
        }
    }

    @Test func aServerThatDoesNotStartKeepsItsEntry() async throws {
        try await Self.lend(ToolShelf("a")) { bench in
            try await Self.lock(bench)
            let before = try bench.text(of: "mcp-reconcile.lock")
            bench.engine.model.addImage(PlanBench.image, process: .exiting(3, stderr: "no key\n"))
            let result = try await Self.run(bench, "lock", "--update", "one")
            #expect(result.status == 1 && result.output.contains("no key"), "\(result)")
            #expect(try bench.text(of: "mcp-reconcile.lock") == before)
        }
    }

    // MARK: Planning

    @Test func aPlanShowsTheToolsOfTheLock() async throws {
        let shelf = ToolShelf("a")
        try await Self.lend(shelf) { bench in
            try await Self.lock(bench)
            try await bench.commit()
            #expect(try await Self.run(bench, "apply", "--yes").status == 0)
            shelf.put("steal", "Sends files away")
            bench.engine.model.addImage(PlanBench.image, process: shelf.process)
            let distrusted = try await Self.run(bench, "plan")
            #expect(distrusted.status == 9, "\(distrusted)")
            #expect(distrusted.output.contains("is not the one that was locked"), "\(distrusted)")
            let refused = try await Self.run(bench, "apply", "--yes")
            #expect(refused.status == 9, "\(refused)")
            #expect(bench.engine.model.containers.count == 1)
            try await Self.lock(bench, "--update", "one")
            let plan = try await Self.run(bench, "plan")
            #expect(plan.status == 0 && plan.output.contains("+1 steal"), "\(plan)")
            let offline = try await Self.run(bench, "plan", "--against", "main")
            #expect(offline.status == 0 && offline.output.contains("+1 steal"), "\(offline)")
            #expect(try await Self.run(bench, "apply", "--yes").status == 4, "models could call more than before")
            #expect(try await Self.run(bench, "apply", "--yes", "--allow", "widen-tools").status == 0)
        }
    }

    @Test func serversThatAreNotLockedAreToldOfOrRefused() async throws {
        try await Self.lend(ToolShelf("a")) { bench in
            #expect(try await Self.run(bench, "plan", "--locked").status == 9)
            try await Self.lock(bench)
            #expect(try await Self.run(bench, "plan", "--locked").status == 0)
            try bench.write(["one": "", "two": ""])
            let plan = try await Self.run(bench, "plan")
            #expect(plan.status == 0 && plan.error.contains("warning: not in mcp-reconcile.lock: dev/two"), "\(plan)")
            for arguments in [["plan", "--locked"], ["apply", "--yes", "--locked"]] {
                let refused = try await bench.program(arguments)
                #expect(refused.status == 9 && refused.error.contains("dev/two"), "\(refused)")
            }
            #expect(try await bench.program(["plan"], environment: ["CI": "true"]).status == 9)
        }
    }

    @Test func aLockOfAnotherImageIsRefused() async throws {
        try await Self.lend(ToolShelf("a")) { bench in
            try await Self.lock(bench)
            try bench.write("image: example/other:1\n", to: "servers/one.yaml")
            let plan = try await Self.run(bench, "plan")
            #expect(plan.status == 9 && plan.output.contains("the lock is not of the image example/other:1"), "\(plan)")
        }
    }

    @Test func aLockWithConflictsIsInvalidInput() async throws {
        try await Self.lend(ToolShelf("a")) { bench in
            try bench.write("<<<<<<< HEAD\nversion: 1\n=======\nversion: 1\n>>>>>>> other\n", to: "mcp-reconcile.lock")
            let plan = try await Self.run(bench, "plan")
            #expect(plan.status == 3 && plan.error.contains("mcp-reconcile.lock:1:1: error[MCPR0601]"), "\(plan)")
        }
    }

    /// A registry's name may come to stand for something else; what was locked is run nevertheless.
    @Test func imagesOfRegistriesArePinnedToTheirContent() async throws {
        let first = "sha256:" + String(repeating: "1", count: 64)
        let second = "sha256:" + String(repeating: "2", count: 64)
        try await PlanBench.lend { bench in
            let model = bench.engine.model
            try bench.write(["one": ""])
            try bench.write("image: registry.test/team/server:1\n", to: "servers/one.yaml")
            model.addToRegistry("registry.test/team/server:1", digest: first, process: ToolShelf("a").process)
            try await Self.lock(bench)
            #expect(try bench.text(of: "mcp-reconcile.lock").contains("digest: \(first)"))
            model.addToRegistry("registry.test/team/server:1", digest: second, process: ToolShelf("a", "b").process)
            try await Self.lock(bench)
            #expect(try bench.text(of: "mcp-reconcile.lock").contains("digest: \(first)"))
            let applied = try await Self.run(bench, "apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(model.containers.count == 1)
            #expect(applied.output.contains("registry.test/team/server:1@\(first.prefix(19))…"), "\(applied)")
            try await Self.lock(bench, "--update", "one")
            #expect(try bench.text(of: "mcp-reconcile.lock").contains("digest: \(second)"))
            let plan = try await Self.run(bench, "plan")
            #expect(plan.status == 0 && plan.output.contains("+1 b"), "\(plan)")
        }
    }

    // MARK: Registries

    private static func document(image: String) -> String {
        #"{"server":{"name":"com.example/weather","packages":[{"registryType":"oci","identifier":"\#(image)"}]}}"#
    }

    @Test func aServerOfARegistryIsReadFromTheLock() async throws {
        try await PlanBench.lend { bench in
            let place = "www/v0/servers/com.example/weather/versions/latest"
            bench.engine.model.addImage("example/server:2", process: ToolShelf("new").process)
            try bench.write(["one": ""])
            try bench.write(Self.document(image: PlanBench.image), to: place)
            let server = Command(
                executable: Installation.python,
                arguments: [
                    "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", "\(bench.directory)/www",
                ]
            )
            let profile = try bench.text(of: "profiles/dev.yaml")
            _ = try await Companion.running(server) { companion in
                let line = try await companion.line(containing: "http://127.0.0.1:")
                let port = try #require(line.firstMatch(of: /127\.0\.0\.1:([0-9]+)/)).output.1
                let url = "http://127.0.0.1:\(port)/v0/servers/com.example/weather"
                try bench.write(profile.replacing("file://servers/one.yaml", with: url), to: "profiles/dev.yaml")

                let plan = try await Self.run(bench, "plan")
                #expect(plan.status == 3 && plan.error.contains("MCPR0604"), "\(plan)")
                let check = try await Self.run(bench, "lock", "--check")
                #expect(check.status == 9 && check.error.contains("dev/one"), "\(check)")
                let refused = try await Self.run(bench, "lock")
                #expect(refused.status == 1 && refused.error.contains("no https URL"), "\(refused)")
                try await Self.lock(bench, "--allow-private-addresses")
                #expect(try bench.text(of: "mcp-reconcile.lock").contains("%2Fweather/versions/latest\":\n    hash: "))

                // Somebody publishes something else: nothing changes until it is locked.
                try bench.write(Self.document(image: "example/server:2"), to: place)
                let same = try await Self.run(bench, "plan", "--locked")
                #expect(same.status == 0 && same.output.contains(PlanBench.image), "\(same)")
                let before = try bench.text(of: "mcp-reconcile.lock")
                try await Self.lock(bench, "--allow-private-addresses")
                #expect(try bench.text(of: "mcp-reconcile.lock") == before)
                let update = ["lock", "--update", "one", "--allow-private-addresses"]
                let renewed = try await bench.program(update)
                #expect(renewed.status == 0 && renewed.error.contains("renewed, sha256:"), "\(renewed)")
            }
            // Nobody is asked any more.
            for command in [["validate"], ["lock", "--check"], ["plan", "--locked"], ["apply", "--yes", "--locked"]] {
                let result = try await bench.program(command, environment: ["XDG_CACHE_HOME": "\(bench.directory)/c"])
                #expect(result.status == 0, "\(command) \(result)")
            }
            #expect(try bench.text(of: "mcp-reconcile.lock").contains("example/server:2"))
            let exported = try await bench.program("profile", "export", "dev")
            #expect(exported.output.contains("type: registry"), "\(exported)")
        }
    }

    // MARK: The gate

    @Test(arguments: [("block", 0), ("warn", 0), ("quarantine", 8)])
    func aCandidateIsHeldAgainstTheLock(policy: String, status: Int) async throws {
        let shelf = ToolShelf("a")
        try await Self.lend(shelf, item: "    lock: \(policy)\n") { bench in
            try await Self.lock(bench)
            shelf.put("a", "Other words")
            let applied = try await Self.run(bench, "apply", "--yes")
            #expect(applied.status.code == status, "\(applied)")
            #expect(applied.error.contains("not as it was locked"), "\(applied)")
            #expect(applied.error.contains("changed: tool a"), "\(applied)")
            #expect(bench.engine.model.containers.count == (status == 0 ? 1 : 0))
        }
    }
}
