import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// `doctor` of the built program, before an engine that counts its requests.
@Suite(.timeLimit(.minutes(5)))
struct DoctorTests {
    private struct Document: Decodable {
        struct Check: Decodable {
            let check: String
            let result: String
            let message: String
            let help: String?
        }

        let problems: Int
        let warnings: Int
        let checks: [Check]

        func results(of check: String) -> [String] { checks.filter { $0.check == check }.map(\.result) }
        func messages(of check: String) -> String {
            checks.filter { $0.check == check }.map { $0.message + ($0.help ?? "") }.joined(separator: "\n")
        }
    }

    private static func environment(_ bench: PlanBench) -> [String: String] {
        ["XDG_CACHE_HOME": "\(bench.directory)/cache", "XDG_STATE_HOME": "\(bench.directory)/state"]
    }

    private static func doctor(
        _ bench: PlanBench,
        _ arguments: [String] = [],
        engine: String? = nil,
        expecting status: ExitStatus = 0
    ) async throws -> Document {
        bench.engine.forgetRequests()
        var environment = environment(bench)
        environment["DOCKER_HOST"] = engine
        let result = try await bench.program(["doctor", "--format", "json"] + arguments, environment: environment)
        try #require(result.status == status, "\(result)")
        #expect(bench.engine.requests.allSatisfy { $0.method == "GET" || $0.method == "HEAD" })
        return try JSONDecoder().decode(Document.self, from: Data(result.output.utf8))
    }

    private static func port() throws -> String { String(Int.random(in: 20_000...30_000)) }

    private static func lend(_ body: @Sendable (PlanBench) async throws -> Void) async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": ""])
            let applied = try await bench.program(["apply", "--yes"], environment: environment(bench))
            try #require(applied.status == 0, "\(applied)")
            try await body(bench)
        }
    }

    @Test func whatIsFineIsSaidLineByLine() async throws {
        try await Self.lend { bench in
            let locked = try await bench.program(["lock"], environment: Self.environment(bench))
            try #require(locked.status == 0, "\(locked)")
            let report = try await Self.doctor(bench, ["--port", try Self.port()])
            #expect(report.problems == 0, "\(report)")
            let checks = ["engine", "limits", "state", "cache", "runtime", "manifests", "lock", "servers", "leftovers"]
            for check in checks {
                #expect(report.results(of: check) == ["ok"], "\(check): \(report)")
            }
            #expect(report.results(of: "following") == ["ok"] && report.results(of: "clock") == ["skipped"])
            let text = try await bench.program(["doctor"], environment: Self.environment(bench))
            #expect(text.status == 0 && text.output.contains("API 1.41"), "\(text)")
            #expect(text.output.split(separator: "\n").allSatisfy { !$0.contains("problem ") })
        }
    }

    @Test func anEngineThatLacksSomethingIsAWarning() async throws {
        try await Self.lend { bench in
            bench.engine.model.say("PidsLimit", false)
            bench.engine.model.say("SystemTime", "2001-01-01T00:00:00Z")
            let report = try await Self.doctor(bench)
            #expect(report.results(of: "limits") == ["warning"] && report.results(of: "clock") == ["warning"])
            #expect(report.messages(of: "clock").contains("s behind this host's"), "\(report)")
            #expect(report.results(of: "lock") == ["warning"])
        }
    }

    @Test func itWorksWithoutAnEngine() async throws {
        try await Self.lend { bench in
            let nowhere = "unix://\(bench.directory)/no-engine.sock"
            let report = try await Self.doctor(bench, engine: nowhere, expecting: 1)
            #expect(report.results(of: "engine") == ["problem"])
            #expect(report.messages(of: "engine").contains("DOCKER_HOST"))
            for check in ["limits", "clock", "servers", "leftovers"] {
                #expect(report.results(of: check) == ["skipped"], "\(check): \(report)")
            }
            #expect(report.results(of: "manifests") == ["ok"] && report.problems == 1)
        }
    }

    @Test func withoutAHomeInTheEnvironmentItIsThatOfTheUser() async throws {
        try await PlanBench.lend { bench in
            let home = try #require(getpwuid(getuid())).pointee.pw_dir.map { String(cString: $0) }
            let unset = ["HOME": "", "XDG_STATE_HOME": "", "XDG_CACHE_HOME": ""]
            let result = try await bench.program(["doctor"], environment: unset)
            #expect(result.output.contains("'\(try #require(home))/.local/state/mcp-reconcile'"), "\(result)")
            #expect(result.output.contains("'\(try #require(home))/.cache/mcp-reconcile'"), "\(result)")
        }
    }

    @Test func itWorksOutsideOfManifests() async throws {
        try await PlanBench.lend { bench in
            let report = try await Self.doctor(bench)
            #expect(report.results(of: "manifests") == ["skipped"] && report.results(of: "engine") == ["ok"])
            #expect(report.messages(of: "manifests").contains("init") && report.problems == 0)
            let named = try await Self.doctor(bench, ["--path", "no/such/dir"], expecting: 1)
            #expect(named.results(of: "manifests") == ["problem"])
        }
    }

    @Test func whatIsWrongWithManifestsIsAProblem() async throws {
        try await PlanBench.lend { bench in
            try bench.write(["one": "nonsense: true\ncommand: 7"])
            let report = try await Self.doctor(bench, expecting: 1)
            #expect(report.results(of: "manifests") == ["problem"])
            #expect(report.messages(of: "manifests").contains("validate"), "\(report)")
            #expect(report.results(of: "lock") == ["skipped"])
        }
    }

    @Test func whatIsLeftOrHeldBackIsAWarning() async throws {
        try await Self.lend { bench in
            let suspended = try await bench.program(
                ["suspend", "--reason", "a freeze"],
                environment: Self.environment(bench)
            )
            try #require(suspended.status == 0, "\(suspended)")
            try bench.write([:])
            let report = try await Self.doctor(bench)
            #expect(report.results(of: "leftovers") == ["warning"], "\(report)")
            #expect(report.messages(of: "leftovers").contains("no manifest names: dev/one"))
            #expect(report.results(of: "following") == ["warning"])
            #expect(report.messages(of: "following").contains("a freeze"))
            #expect(report.results(of: "servers") == ["warning"])
        }
    }

    @Test func aServerThatDoesNotRunIsAProblem() async throws {
        try await Self.lend { bench in
            await bench.engine.model.crash(try #require(bench.engine.model.containers.first).name)
            let report = try await Self.doctor(bench, expecting: 1)
            #expect(report.results(of: "servers") == ["problem"], "\(report)")
        }
    }

    @Test func aPortInUseSaysByWhom() async throws {
        let script = """
            import socket, time
            listener = socket.create_server(('127.0.0.1', 0))
            print(listener.getsockname(), flush=True)
            time.sleep(120)
            """
        let python = Command(executable: Installation.python, arguments: ["-c", script], workingDirectory: "/")
        try await Self.lend { bench in
            try await Companion.running(python) { companion in
                let line = try await companion.line(containing: "127.0.0.1")
                let port = try #require(line.firstMatch(of: /, ([0-9]+)/))
                let report = try await Self.doctor(bench, ["--port", String(port.1)])
                #expect(report.results(of: "port") == ["warning"])
                let message = report.messages(of: "port")
                let stranger = /in use by python[0-9.]* \(process [0-9]+\), which is no gateway/
                #expect(message.contains(stranger), "\(message)")
            }
        }
    }

    @Test func aPortInUseIsToldFromAGateway() async throws {
        try await Self.lend { bench in
            let free = try await Self.doctor(bench, ["--port", try Self.port()])
            #expect(free.results(of: "port") == ["ok"])
            let gateway = Command(
                executable: Installation.program,
                arguments: ["gateway", "run", "--profile", "dev", "--transport", "streaming", "--port", "0"],
                environment: Self.environment(bench).merging([
                    "DOCKER_HOST": "\(bench.engine.endpoint)", "XDG_RUNTIME_DIR": bench.directory.string,
                    "MCP_GATEWAY_AUTH_TOKEN": "a-token-of-a-test-0123456789",
                ]) { _, new in new },
                workingDirectory: bench.directory
            )
            try await Companion.running(gateway) { companion in
                let line = try await companion.line { $0.contains("http://127.0.0.1:") }
                let match = try #require(line.firstMatch(of: /127\.0\.0\.1:([0-9]+)\//))
                let port = String(match.1)
                _ = try await companion.line(containing: "reconciled")
                let served = try await Self.doctor(bench, ["--port", port])
                #expect(served.results(of: "port") == ["ok"])
                #expect(served.messages(of: "port").contains("the gateway of dev listens (process"), "\(served)")
                try bench.write("", to: "elsewhere/x")
                let elsewhere = try await bench.program(
                    ["doctor", "--port", port, "--path", "elsewhere", "--format", "json"],
                    environment: Self.environment(bench)
                )
                let document = try JSONDecoder().decode(Document.self, from: Data(elsewhere.output.utf8))
                #expect(document.results(of: "port") == ["warning"], "\(elsewhere)")
                #expect(document.messages(of: "port").contains("a gateway listens that is standalone or"))
            }
        }
    }
}

extension OnTheEngine {
    /// `doctor` before a real engine.
    @Suite(.timeLimit(.minutes(2)))
    struct DoctorOnTheEngineTests {
        @Test func aRealEngineTellsItsTime() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let applied = try await bench.apply()
                try #require(applied.status == 0, "\(applied)")
                let result = try await bench.program("doctor")
                #expect(result.output.contains("the engine's clock agrees"), "\(result)")
                #expect(result.output.contains("  limits ") && result.output.contains("  leftovers "))
                #expect(result.status == 0, "\(result)")
            }
        }
    }
}
