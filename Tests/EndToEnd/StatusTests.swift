import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `status` of the built program: what it says of each kind of drift, before an engine that counts its requests.
@Suite(.timeLimit(.minutes(5)))
struct StatusTests {
    private struct Document: Decodable {
        struct Condition: Decodable {
            let type: String
            let status: String
            let reason: String
        }

        struct Drift: Decodable {
            let kind: String
            let status: String
            let reason: String
        }

        struct Server: Decodable {
            let address: String
            let status: String
            let drift: [Drift]

            func drift(_ kind: String) -> String { drift.first { $0.kind == kind }?.status ?? "absent" }
        }

        let conditions: [Condition]
        let servers: [Server]
        let gateways: [String]
        let isInSync: Bool

        enum CodingKeys: String, CodingKey {
            case conditions, servers, gateways
            case isInSync = "in_sync"
        }

        func condition(_ type: String) -> String { conditions.first { $0.type == type }?.status ?? "absent" }
    }

    private static func lend(_ body: @Sendable (PlanBench) async throws -> Void) async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            try await apply(bench)
            try await body(bench)
        }
    }

    private static func apply(_ bench: PlanBench) async throws {
        let applied = try await bench.program("apply", "--yes")
        try #require(applied.status == 0, "\(applied)")
    }

    private static func status(_ bench: PlanBench, _ arguments: String...) async throws -> Document {
        bench.engine.forgetRequests()
        let result = try await bench.program(["status", "--format", "json"] + arguments)
        try #require(result.status == 0, "\(result)")
        #expect(bench.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
        return try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    }

    private static func container(_ bench: PlanBench) throws -> String {
        try #require(bench.engine.model.containers.first).name
    }

    @Test func whatIsAppliedIsInSync() async throws {
        try await Self.lend { bench in
            let status = try await Self.status(bench)
            #expect(status.isInSync && status.servers.map(\.status) == ["in sync"])
            #expect(["source", "config", "image"].map { status.servers[0].drift($0) } == ["False", "False", "False"])
            #expect(["tools", "route"].map { status.servers[0].drift($0) } == ["Unknown", "Unknown"])
            #expect(status.condition("Applied") == "True" && status.condition("Healthy") == "True")
            let text = try await bench.program("status", "--detailed-exitcode")
            #expect(text.status == 0 && text.output.split(separator: "\n").count == 2, "\(text)")
        }
    }

    @Test func aCommitThatChangesAServerIsDriftOfTheSource() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            try await bench.commit()
            let source = ["--repo", ".", "--ref", "main"]
            let applied = try await bench.program(["apply", "--yes"] + source)
            try #require(applied.status == 0, "\(applied)")
            try bench.write(["one": "command: [\"--other\"]"])
            try await bench.commit()
            let text = try await bench.program(["status", "--detailed-exitcode"] + source)
            #expect(text.status == 2 && text.output.contains("dev/one  source  main@sha1:"), "\(text)")
            #expect(text.output.contains(": command\n") && text.output.contains("What to do:"), "\(text)")
            let json = try await bench.program(["status", "--format", "json"] + source)
            let status = try JSONDecoder().decode(Document.self, from: Data(json.output.utf8))
            #expect(status.servers[0].drift.first { $0.kind == "source" }?.reason == "NewerCommit")
            #expect(status.servers[0].drift("config") == "False" && status.servers[0].drift("image") == "False")
            #expect(status.conditions.first { $0.type == "SourceVerified" }?.reason == "NoTrustPolicy")
        }
    }

    @Test func whatSomebodyChangedOrStoppedIsDriftOfTheConfiguration() async throws {
        try await Self.lend { bench in
            bench.engine.model.update(try Self.container(bench), memory: 64 << 20)
            let changed = try await Self.status(bench)
            #expect(changed.servers.map(\.status) == ["drifted"] && !changed.isInSync)
            #expect(changed.servers[0].drift("config") == "True" && changed.servers[0].drift("source") == "False")
            try await Self.apply(bench)
            #expect(try await Self.status(bench).isInSync)
            await bench.engine.model.crash(try Self.container(bench))
            let stopped = try await Self.status(bench)
            #expect(stopped.servers.map(\.status) == ["stopped"] && stopped.condition("Healthy") == "False")
        }
    }

    @Test func aTagThatMovedIsDriftOfTheImage() async throws {
        try await Self.lend { bench in
            bench.engine.model.addImage(PlanBench.image, process: ScriptedMCPServer().process)
            let status = try await Self.status(bench)
            #expect(status.servers[0].drift("image") == "True" && status.servers[0].drift("source") == "False")
            let text = try await bench.program("status")
            #expect(text.output.contains("\(PlanBench.image) is now sha256:"), "\(text)")
        }
    }

    @Test func aGatewayIsAskedForToolsAndRoutes() async throws {
        let shelf = ToolShelf("a")
        try await PlanBench.lend { bench in
            bench.engine.model.addImage(PlanBench.image, process: shelf.process)
            try bench.write(["one": ""])
            let locked = try await bench.program("lock")
            try #require(locked.status == 0, "\(locked)")
            let gateway = Command(
                executable: Installation.program,
                arguments: [
                    "gateway", "run", "--profile", "dev", "--transport", "streaming", "--port", "0", "--no-watch",
                ],
                environment: [
                    "DOCKER_HOST": "\(bench.engine.endpoint)", "XDG_RUNTIME_DIR": bench.directory.string,
                    "XDG_CACHE_HOME": "\(bench.directory)/cache", "XDG_STATE_HOME": "\(bench.directory)/state",
                    "MCP_GATEWAY_AUTH_TOKEN": "a-token-of-a-test-0123456789",
                ],
                workingDirectory: bench.directory
            )
            try await Companion.running(gateway) { companion in
                _ = try await companion.line(containing: "reconciled")
                let served = try await Self.status(bench)
                #expect(served.gateways == ["dev"] && served.isInSync, "\(served)")
                #expect(served.servers[0].drift("tools") == "False" && served.servers[0].drift("route") == "False")
                #expect(served.condition("ToolsPinned") == "True" && served.condition("Healthy") == "True")

                shelf.put("steal")
                shelf.tell()
                _ = try await companion.line(containing: "not as it was locked")
                let differing = try await Self.status(bench)
                #expect(differing.servers[0].drift("tools") == "True" && differing.condition("ToolsPinned") == "False")
                let text = try await bench.program("status")
                #expect(text.output.contains("dev/one  tools  new: tool steal"), "\(text)")

                // It does not follow, so it serves by the rules of before.
                try bench.write(["one": ""], item: "    tools: { deny: [x] }\n")
                let routed = try await Self.status(bench)
                #expect(routed.servers[0].drift("route") == "True" && routed.servers[0].drift("source") == "False")
                let explained = try await bench.program("explain", "one")
                #expect(explained.output.contains("  gateway      serving, 1 tool\n"), "\(explained)")
                #expect(explained.output.contains("  drift        route: "), "\(explained)")
            }
            // Whoever has ended is not asked.
            let after = try await Self.status(bench)
            #expect(after.gateways.isEmpty && after.servers[0].drift("route") == "Unknown")
        }
    }

    @Test func explainSaysWhatRunsWhereAnEngineIs() async throws {
        try await Self.lend { bench in
            let container = try Self.container(bench)
            let explained = try await bench.program("explain", "dev/one")
            #expect(explained.status == 0 && explained.output.contains("\(container), running\n"), "\(explained)")
            #expect(explained.output.contains("  made from    files, no commit\n"), "\(explained)")
            #expect(explained.output.contains(", as wanted\n"))
            let nowhere = "unix://\(bench.directory)/no-engine.sock"
            let alone = try await bench.program(["explain", "dev/one"], environment: ["DOCKER_HOST": nowhere])
            #expect(alone.status == 0 && alone.output.contains("hardening.capDrop"), "\(alone)")
            #expect(alone.output.contains("  engine       not asked: "), "\(alone)")
        }
    }

    @Test func theSchemaIsPrinted() async throws {
        try await PlanBench.lend { bench in
            let schema = try await bench.program("schema", "status")
            let path = Installation.root.appending("schemas/status.schema.json").string
            #expect(try schema.output == String(contentsOfFile: path, encoding: .utf8))
        }
    }
}
