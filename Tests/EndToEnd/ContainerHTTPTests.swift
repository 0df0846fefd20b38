import SystemPackage
import Testing

extension OnTheEngine {
    /// Servers in containers that speak HTTP.
    @Suite(.timeLimit(.minutes(8)))
    struct ContainerHTTPTests {
        enum Kind: String, CaseIterable, Sendable {
            case streamable, sse
        }

        private func write(
            _ kind: Kind,
            arguments: [String] = [],
            more: String = "",
            item: String = "",
            in bench: Workbench
        ) throws {
            let words = ([kind.rawValue] + arguments).map { "\"\($0)\"" }.joined(separator: ", ")
            try bench.write(
                """
                name: web
                type: server
                image: mcp-reconcile-e2e/http_server:1
                command: [\(words)]
                http: { port: 8080\(kind == .sse ? ", transport: sse" : "") }
                \(more)

                """,
                to: "servers/web.yaml"
            )
            try bench.writeProfile(
                "- name: web\n  ref: file://servers/web.yaml\n\(item)",
                try bench.echoServer("one")
            )
        }

        @Test(arguments: Kind.allCases)
        func itIsAppliedGatedServedAndLeavesNothing(_ kind: Kind) async throws {
            try await Workbench.lend { bench in
                try write(kind, arguments: ["late"], in: bench)
                let applied = try await bench.apply()
                #expect(applied.status == 0, "\(applied)")
                let container = try await bench.container(of: "web")
                let inspection = try await Engine.inspect(container.id)
                #expect(inspection.host.networkMode == container.name + "-internal")
                #expect(try await bench.plan().status == 0)
                #expect(try await bench.networks() == [container.name + "-internal"])
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let answers = try await client.play("call", "add", #"{"a":1,"b":2}"#, "pause", #"{"ms":10}"#)
                    #expect(answers.map(\.text) == ["3", "paused 10"])
                    let progress = try await client.play("progress", "steps", #"{"count":3}"#)
                    #expect(progress.first?.text == "done", "\(progress)")
                }
                #expect(try await bench.program("destroy", "--yes").status == 0)
                #expect(try await bench.networks().isEmpty)
            }
        }

        @Test(arguments: Kind.allCases)
        func aServerThatEndsFailsItsCallsWithTheCauseAndComesBack(_ kind: Kind) async throws {
            try await Workbench.lend { bench in
                try write(kind, in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let died = try await client.play("call", "die", #"{"code":3}"#)
                    let text = died.first?.text ?? died.first?.error ?? ""
                    #expect(text.contains("exit code 3") && text.contains("last words"), "\(died)")
                    #expect(try await client.play("call", "add", #"{"a":1,"b":2}"#).first?.text == "3")
                    try await Engine.stop(try await bench.container(of: "web").id)
                    #expect(try await client.play("call", "add", #"{"a":2,"b":2}"#).first?.text == "4")
                    #expect(try await client.play("call", "echo", #"{"message":"x"}"#).first?.text == "x")
                }
            }
        }

        @Test func itIsReplacedUnderACallThatEnds() async throws {
            try await Workbench.lend { bench in
                try write(.streamable, in: bench)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    _ = try await client.play("surface", "whoami")
                    let old = try await bench.container(of: "web")
                    async let slow = client.play("call", "pause", #"{"ms":4000}"#)
                    async let tick = client.play("call", "pause", #"{"ms":1000}"#)
                    _ = try await tick
                    try write(.streamable, more: "env: [ { name: VERSION, value: \"2\" } ]", in: bench)
                    #expect(try await slow.first?.text == "paused 4000")
                    while try await client.play("call", "whoami", "{}").first?.text != "2" {}
                    while try await bench.containers().contains(where: { $0.id == old.id }) {}
                    #expect(try await bench.plan().status == 0)
                }
                let container = try await bench.container(of: "web")
                // The next apply removes what the gateway's was not asked for any more.
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.networks() == [container.name + "-internal"])
            }
        }

        @Test func aServerThatDoesNotListenIsRolledBackWithTheReason() async throws {
            try await Workbench.lend { bench in
                try write(.streamable, in: bench)
                try bench.writeProfile(
                    "- name: web\n  ref: \"docker://mcp-reconcile-e2e/http_server:1\"\n  command: [streamable]\n"
                        + "  http: { port: 8081 }\n  timeouts: { start: 3s }"
                )
                let applied = try await bench.apply()
                #expect(applied.status == 8, "\(applied)")
                #expect(applied.error.contains("took no connection on port 8081"), "\(applied)")
                #expect(try await bench.containers().isEmpty)
                #expect(try await bench.networks().isEmpty)
            }
        }

        @Test func anEngineElsewhereIsRefusedWithTheReason() async throws {
            try await Workbench.lend { bench in
                try write(.streamable, in: bench)
                // Without the engine's interfaces it is as on another host, where the socket leads to.
                let program = Installation.program.string
                let command = Command(
                    executable: "/usr/bin/unshare",
                    arguments: ["--net", program, "apply", "--yes"],
                    workingDirectory: bench.directory
                )
                let applied = try await command.run()
                #expect(applied.status != 0)
                #expect(applied.error.contains("its network is not on this host"), "\(applied)")
            }
        }

        @Test func aCopyForEachSessionIsRefused() async throws {
            try await Workbench.lend { bench in
                try write(.streamable, item: "  isolation: session", in: bench)
                let result = try await bench.program("validate", "--path", ".")
                #expect(result.status == 3 && result.error.contains("MCPR0117"), "\(result)")
            }
        }
    }
}
