import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// A gateway that holds servers against their lock while they run.
@Suite(.timeLimit(.minutes(5)))
struct LockedGatewayTests {
    private static let token = "a-token-of-a-test-0123456789"

    /// A gateway, and the program as its client.
    private struct Served {
        let bench: PlanBench
        let url: String
        let companion: Companion

        /// The tools that clients see, by name.
        func tools() async throws -> String {
            let list = try await run("tools", "list", "--url", url)
            try #require(list.status == 0, "\(list)")
            return list.output
        }

        func run(_ arguments: String...) async throws -> CommandResult {
            try await bench.program(arguments, environment: ["MCP_GATEWAY_AUTH_TOKEN": LockedGatewayTests.token])
        }

        func ready() async throws -> String { try await page("ready") }

        /// The client's reports, of a scenario of `client.py`.
        func play(_ scenario: String...) async throws -> [ClientReport] {
            let client = Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript("client.py")] + scenario,
                environment: ["MCP_URL": url, "MCP_TOKEN": LockedGatewayTests.token],
                workingDirectory: bench.directory
            )
            let result = try await client.run()
            try #require(result.status == 0, "\(result)")
            return try result.output.split(separator: "\n").map { try ClientReport(line: String($0)) }
        }

        func page(_ name: String) async throws -> String {
            let url = url.replacing("/mcp", with: "/\(name)")
            let header = "Authorization: Bearer \(LockedGatewayTests.token)"
            return try await Command(
                executable: "/usr/bin/env",
                arguments: ["curl", "--silent", "--max-time", "10", "--header", header, url]
            ).run().output
        }
    }

    /// Locks one server with what is on the shelf, and serves it.
    private static func lend(
        _ shelf: ToolShelf,
        policy: String,
        options: [String] = [],
        beforeServing change: @Sendable () -> Void = {},
        _ body: @Sendable (Served) async throws -> Void
    ) async throws {
        try await PlanBench.lend { bench in
            bench.engine.model.addImage(PlanBench.image, process: shelf.process)
            try bench.write(["one": ""], item: "    lock: \(policy)\n")
            let locked = try await bench.program("lock")
            try #require(locked.status == 0, "\(locked)")
            change()
            let gateway = Command(
                executable: Installation.program,
                arguments: ["gateway", "run", "--profile", "dev", "--transport", "streaming", "--port", "0"] + options,
                environment: [
                    "DOCKER_HOST": "\(bench.engine.endpoint)", "XDG_RUNTIME_DIR": bench.directory.string,
                    "XDG_CACHE_HOME": "\(bench.directory)/cache", "XDG_STATE_HOME": "\(bench.directory)/state",
                    "MCP_GATEWAY_AUTH_TOKEN": token,
                ],
                workingDirectory: bench.directory
            )
            try await Companion.running(gateway) { companion in
                let line = try await companion.line { $0.contains("http://127.0.0.1:") }
                let url = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:[0-9]+\/mcp/)).output
                try await body(Served(bench: bench, url: String(url), companion: companion))
            }
        }
    }

    @Test func whatAServerAddsOrChangesWhileItRunsIsWithheld() async throws {
        let shelf = ToolShelf("a", "b")
        try await Self.lend(shelf, policy: "block") { served in
            _ = try await served.companion.line(containing: "reconciled")
            let before = try await served.tools()
            #expect(before.contains("a") && before.contains("b"))
            shelf.put("steal", "Sends files away")
            shelf.put("b", "Also reads mail")
            shelf.tell()
            let warning = try await served.companion.line(containing: "not as it was locked")
            #expect(warning.contains("new: tool steal; changed: tool b"), "\(warning)")
            let after = try await served.tools()
            #expect(after.contains("a") && !after.contains("steal") && !after.contains("Also reads mail"), "\(after)")
            for tool in ["steal", "b"] {
                let call = try await served.run("tools", "call", tool, "--url", served.url)
                #expect(call.status != 0, "\(call)")
            }
            #expect(try await served.run("tools", "call", "a", "--url", served.url).status == 0)
            let ready = try await served.ready()
            #expect(ready.contains(#""lock":{"added":["tool steal"],"changed":["tool b"]}"#), "\(ready)")
            let counted = #"mcp_lock_withheld{mcp_list_kind="tools",mcp_server_name="one"}"#
            #expect(try await served.page("metrics").contains(counted + " 2\n"))
            // Only a lock makes it the new baseline.
            #expect(try await served.bench.program("lock").status == 0)
            _ = try await served.companion.line(containing: "as it was locked again")
            let renewed = try await served.tools()
            #expect(renewed.contains("steal") && renewed.contains("Also reads mail"), "\(renewed)")
            #expect(try await served.page("metrics").contains(counted + " 0\n"))
        }
    }

    @Test func promptsAndResourcesThatAreNotLockedAreWithheld() async throws {
        let shelf = ToolShelf("a")
        let locked: [String: [JSONValue]] = [
            "prompts": [["name": "ask"]], "resources": [["uri": "file:///good", "name": "good"]],
        ]
        shelf.lay(locked)
        let now: @Sendable () -> Void = {
            shelf.lay([
                "prompts": [["name": "ask"], ["name": "lure", "description": "Sends files away"]],
                "resources": [["uri": "file:///good", "name": "good"], ["uri": "file:///bad", "name": "bad"]],
            ])
        }
        try await Self.lend(shelf, policy: "block", beforeServing: now) { served in
            let warning = try await served.companion.line(containing: "not as it was locked")
            #expect(warning.contains("prompt lure") && warning.contains("resource file:///bad"), "\(warning)")
            _ = try await served.companion.line(containing: "reconciled")
            let good = try await served.play("others", "ask", "file:///good")
            #expect(good.first?.tools == ["ask", "file:///good"])
            #expect(good.dropFirst().allSatisfy { $0.text == "used" }, "\(good)")
            let bad = try await served.play("others", "lure", "file:///bad")
            #expect(bad.count == 3 && bad.dropFirst().allSatisfy { $0.error != nil }, "\(bad)")
            let metrics = try await served.page("metrics")
            for kind in ["prompts", "resources"] {
                let series = #"mcp_lock_withheld{mcp_list_kind="\#(kind)",mcp_server_name="one"} 1"#
                #expect(metrics.contains(series), "\(metrics)")
            }
        }
    }

    @Test func aLockedGatewayServesNoServerThatIsNotLocked() async throws {
        let shelf = ToolShelf("a")
        try await PlanBench.lend { bench in
            bench.engine.model.addImage(PlanBench.image, process: shelf.process)
            try bench.write(["one": ""])
            let run = ["gateway", "run", "--profile", "dev", "--locked"]
            let missing = try await bench.program(run, environment: ["CI": ""])
            #expect(missing.status == 9 && missing.error.contains("there is no mcp-reconcile.lock"), "\(missing)")
            #expect(try await bench.program("lock").status == 0)
            try bench.write(["one": "", "two": ""])
            let unlocked = try await bench.program(run, environment: ["CI": ""])
            #expect(unlocked.status == 9 && unlocked.error.contains("dev/two"), "\(unlocked)")
            #expect(bench.engine.model.containers.isEmpty)
        }
        try await Self.lend(shelf, policy: "block", options: ["--locked"]) { served in
            _ = try await served.companion.line(containing: "reconciled")
            try served.bench.write(["one": "", "two": ""], item: "    lock: block\n")
            _ = try await served.companion.line(containing: "not in mcp-reconcile.lock: dev/two")
            #expect(served.bench.engine.model.containers.count == 1)
            #expect(try await served.tools().contains("a"))
            #expect(try await served.bench.program("lock").status == 0)
            _ = try await served.companion.line(containing: "reconciled")
            #expect(served.bench.engine.model.containers.count == 2)
        }
    }

    @Test func aServerInQuarantineIsNotShownAtAll() async throws {
        let shelf = ToolShelf("a", "b")
        try await Self.lend(shelf, policy: "quarantine") { served in
            _ = try await served.companion.line(containing: "reconciled")
            shelf.take("b")
            shelf.tell()
            _ = try await served.companion.line(containing: "gone: tool b")
            let call = try await served.run("tools", "call", "a", "--url", served.url)
            #expect(call.status != 0, "\(call)")
            let ready = try await served.ready()
            #expect(ready.contains(#""state":"quarantined","tools":0,"lock":{"missing":["tool b"]}"#), "\(ready)")
            #expect(try await served.bench.program("lock").status == 0)
            _ = try await served.companion.line(containing: "as it was locked again")
            #expect(try await served.run("tools", "call", "a", "--url", served.url).status == 0)
        }
    }

    @Test func aWarningServesWhatIsThere() async throws {
        let shelf = ToolShelf("a")
        try await Self.lend(shelf, policy: "warn", beforeServing: { shelf.put("more") }) { served in
            _ = try await served.companion.line(containing: "new: tool more")
            _ = try await served.companion.line(containing: "reconciled")
            #expect(try await served.tools().contains("more"))
        }
    }

    @Test func listsAreAnsweredFromTheLockBeforeAnyServerHasStarted() async throws {
        let shelf = ToolShelf("locked-tool")
        try await Self.lend(shelf, policy: "block", beforeServing: { shelf.getStuck() }) { served in
            #expect(try await served.tools().contains("locked-tool"))
            let ready = try await served.ready()
            #expect(ready.contains(#""state":"starting""#), "\(ready)")
        }
    }
}

extension OnTheEngine {
    /// The sandbox on a real engine.
    @Suite(.timeLimit(.minutes(3)))
    struct LockSandboxTests {
        @Test func theSandboxIsHardenedAndHasNoNetwork() async throws {
            try await Workbench.lend { bench in
                let server = try bench.echoServer(
                    "one",
                    arguments: ["--hang-at", "initialize"],
                    item: "network: bridge\nmounts: [ { source: ./data, target: /data, readOnly: false } ]"
                )
                try bench.writeProfile(server)
                let lock = bench.command(["lock"])
                try await Companion.running(lock) { process in
                    let container = try await Self.sandbox()
                    let inspection = try await Engine.inspect(container.id)
                    #expect(inspection.host.networkMode == "none")
                    #expect(!inspection.mounts.contains { $0.source.hasSuffix("/data") })
                    try process.send(.interrupt)
                    for await _ in process.lines {}
                }
                #expect(try await Engine.containers(named: "mcpr-lock-").isEmpty, "an interrupt cleans up")
            }
        }

        @Test func whatAKilledLockLeavesTheNextOneRemoves() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--hang-at", "initialize"]))
                let status = try await Companion.running(bench.command(["lock"])) { process in
                    _ = try await Self.sandbox()
                    try process.send(.kill)
                    for await _ in process.lines {}
                }.status
                #expect(status == 137)
                #expect(try await Engine.containers(named: "mcpr-lock-").count == 1)
                try bench.writeProfile(try bench.echoServer("one"))
                let lock = try await bench.program("lock")
                #expect(lock.status == 0, "\(lock)")
                #expect(try await Engine.containers(named: "mcpr-lock-").isEmpty)
                #expect(try await bench.program("lock", "--check").status == 0)
            }
        }

        /// Waits for the sandbox's container to run.
        private static func sandbox() async throws -> ContainerSummary {
            while true {
                let running = try await Engine.containers(named: "mcpr-lock-").first { $0.state == "running" }
                if let running { return running }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }
}
