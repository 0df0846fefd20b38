import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// What is kept of calls, and how it is read.
    @Suite(.timeLimit(.minutes(5)))
    struct TraceTests {
        private struct Trace: Decodable {
            let id, profile, server, method, target, outcome: String
            let arguments: String?
        }

        private static let source = ["--path", ".", "--traces"]

        @Test func everyCallCanBeLookedUp() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let state = ["XDG_STATE_HOME": bench.directory.appending("state").string]
                try await bench.withGateway(source: Self.source, environment: state) { gateway in
                    _ = try await PythonClient(of: gateway, for: bench).play(
                        "call",
                        "echo",
                        #"{"message":"not to be kept"}"#,
                        "nothing",
                        "{}"
                    )
                }
                let list = try await bench.command(["traces", "ls", "--format", "json"], environment: state).run()
                let lines = list.output.split(separator: "\n")
                try #require(lines.count == 1, "\(list)")
                #expect(!list.output.contains("not to be kept"))
                let trace = try JSONDecoder().decode(Trace.self, from: Data(lines[0].utf8))
                #expect(trace.profile == "dev" && trace.server == "one")
                #expect(trace.method == "tools/call" && trace.target == "echo" && trace.outcome == "ok")
                let shown = try await bench.command(["traces", "show", String(trace.id.prefix(6))], environment: state)
                    .run()
                #expect(shown.output.contains(trace.id))
                let none = try await bench.command(["traces", "ls", "--server", "other"], environment: state).run()
                #expect(!none.output.contains("echo"))
                let export = try await bench.command(["traces", "export", "--as", "csv"], environment: state).run()
                #expect(export.output.hasPrefix("id,start,") && export.output.contains(trace.id))
            }
        }

        @Test func argumentsAndResultsAreKeptWithoutCredentials() async throws {
            // Put together here so that no scanner finds it in this file.
            let token = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"), gateway: "{ secretScan: warn }")
                let state = ["XDG_STATE_HOME": bench.directory.appending("state").string]
                let source = Self.source + ["--trace-contents"]
                try await bench.withGateway(source: source, environment: state) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let answer = try await client.play("call", "echo", #"{"message":"it is \#(token)"}"#)
                    #expect(answer.first?.text == "it is \(token)")
                }
                let list = try await bench.command(["traces", "export"], environment: state).run()
                #expect(list.output.contains("it is [redacted: github-personal-token]"), "\(list)")
                #expect(!list.output.contains(token))
            }
        }

        @Test func aGatewayServesWhereNoTraceCanBeKept() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try bench.write(
                    "this is no database, and it is longer than any header of one",
                    to: "state/mcp-reconcile/traces.db"
                )
                let state = ["XDG_STATE_HOME": bench.directory.appending("state").string]
                try await bench.withGateway(source: Self.source, environment: state) { gateway in
                    let answers = try await PythonClient(of: gateway, for: bench).play(
                        "call",
                        "echo",
                        #"{"message":"x"}"#
                    )
                    #expect(answers.first?.text == "x")
                }
                let list = try await bench.command(["traces", "ls"], environment: state).run()
                #expect(list.status == 1)
                #expect(list.error.contains("traces.db"), "\(list)")
            }
        }
    }
}
