import Testing

extension OnTheEngine {
    /// Servers that somebody else runs, reached over HTTP.
    @Suite(.timeLimit(.minutes(5)))
    struct RemoteTests {
        enum Kind: String, CaseIterable, Sendable {
            case streamable, json, sse
        }

        private static let token = ["MCP_RECONCILE_SECRET_TOKEN": "let me in"]

        private func server(_ kind: Kind, port: String? = nil) -> Command {
            Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript("remote.py"), kind.rawValue] + (port.map { [$0] } ?? []),
                environment: ["TOKEN": "let me in"]
            )
        }

        private func write(
            _ kind: Kind,
            port: some StringProtocol,
            more: String = "allowPrivateAddresses: true",
            in bench: Workbench
        ) throws {
            try bench.write(
                """
                name: remote
                type: remote
                remote:
                  url: http://127.0.0.1:\(port)/\(kind == .sse ? "sse" : "mcp")
                  transport_type: \(kind == .sse ? "sse" : "streamable-http")
                  headers: { X-Token: "${TOKEN}" }
                  \(more)

                """,
                to: "servers/remote.yaml"
            )
            try bench.writeProfile("- name: remote\n  ref: file://servers/remote.yaml", try bench.echoServer("one"))
        }

        /// Lends a workbench whose profile has a remote server that runs.
        private func lend(
            _ server: Command,
            _ kind: Kind,
            _ body: @Sendable (Workbench) async throws -> Void
        ) async throws {
            try await Workbench.lend { bench in
                try await Companion.running(server) { remote in
                    let port = try await remote.line { $0.hasPrefix("port ") }.dropFirst(5)
                    try write(kind, port: port, in: bench)
                    try await body(bench)
                }
            }
        }

        @Test(arguments: Kind.allCases)
        func aRemoteServerIsServedBesideAContainer(_ kind: Kind) async throws {
            try await lend(server(kind), kind) { bench in
                try await bench.withGateway(environment: Self.token) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let answers = try await client.play(
                        "call",
                        "add",
                        #"{"a":1,"b":2}"#,
                        "echo",
                        #"{"message":"x"}"#
                    )
                    #expect(answers.map(\.text) == ["3", "x"])
                    if kind != .json {
                        let progress = try await client.play("progress", "steps", #"{"count":3}"#)
                        // The SDK's server sends it on the other stream, where it may come after the answer.
                        let steps = progress.compactMap(\.progress).first ?? []
                        #expect([1, 2, 3].starts(with: steps) && !steps.isEmpty, "\(progress)")
                    }
                    #expect(try await client.play("call", "grow", "{}").first?.text == "grown")
                    #expect(try await client.play("call", "grown", "{}").first?.text == "new")
                }
            }
        }

        @Test func aRemoteServerIsLockedWhereThatIsAskedFor() async throws {
            try await lend(server(.streamable), .streamable) { bench in
                func run(_ arguments: String...) async throws -> CommandResult {
                    var command = bench.command(arguments)
                    command.environment.merge(Self.token.merging(["CI": ""]) { one, _ in one }) { _, new in new }
                    return try await command.run()
                }
                let skipped = try await run("lock")
                #expect(skipped.status == 0 && skipped.output.contains("--remote connects to it"), "\(skipped)")
                let refused = try await run("plan", "--locked")
                #expect(refused.status == 9 && refused.error.contains("dev/remote"), "\(refused)")
                let locked = try await run("lock", "--remote")
                #expect(locked.status == 0, "\(locked)")
                #expect(try await run("plan", "--locked").status == 0)
                #expect(try await run("lock", "--check", "--remote").status == 0)

                // It learns something: what is not locked is not served.
                try await bench.withGateway(environment: Self.token) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let grown = try await client.play("call", "grow", "{}").first?.text
                    let tools = try await client.play("surface", "add").first?.tools
                    #expect(grown == "grown" && tools?.contains("grown") == false, "\(tools ?? [])")
                }
                let check = try await run("lock", "--check", "--remote")
                #expect(check.status == 9 && check.output.contains("+ tool grown"), "\(check)")
            }
        }

        /// Nobody runs a gateway, and nothing is applied: the command connects to the server by itself.
        @Test(arguments: [Kind.streamable, .sse])
        func aRemoteServersToolsAreCalledWithoutAGateway(_ kind: Kind) async throws {
            try await lend(server(kind), kind) { bench in
                var command = bench.command(["tools", "call", "add", "a=1", "b=2"])
                command.environment.merge(Self.token) { _, new in new }
                let call = try await command.run()
                #expect(call.status == 0 && call.output == "3\n", "\(call)")
            }
        }

        @Test(arguments: [Kind.streamable, .sse])
        func aRemoteServerThatComesBackIsServedAgain(_ kind: Kind) async throws {
            try await Workbench.lend { bench in
                let port = try await Companion.running(server(kind)) { remote in
                    let port = try await remote.line { $0.hasPrefix("port ") }.dropFirst(5)
                    return String(port)
                }.output
                try write(kind, port: port, in: bench)
                try await bench.withGateway(environment: Self.token) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    #expect(try await client.play("call", "echo", #"{"message":"x"}"#).first?.text == "x")
                    for number in 1...2 {
                        try await Companion.running(server(kind, port: port)) { _ in
                            let answer = try await client.play("call", "add", #"{"a":1,"b":\#(number)}"#)
                            #expect(answer.first?.text == "\(number + 1)")
                        }
                    }
                }
            }
        }

        /// Nobody waits for what cannot come any more.
        @Test func whatIsNoAnswerFailsAtOnceWithTheReason() async throws {
            let calls = [
                ("well", "well"), ("status", "The server 'remote' answered with the status 500."),
                ("reasoned", "not on a Sunday"), ("credentials", "it wants credentials"),
                ("redirect", "redirects are not followed"), ("other_id", "no answer to the request"),
                ("batch", "no answer to the request"), ("page", "no answer to the request"),
                ("bytes", "no answer to the request"), ("packed", "no answer to the request"),
                ("accepted", "answered with no message"), ("nothing", "answered with no message"),
                ("no_event", "ended its answer too early"), ("short", "The server 'remote' cannot be reached"),
                ("well", "well"),
            ]
            let server = Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript("odd_remote.py")]
            )
            try await lend(server, .streamable) { bench in
                try await bench.withGateway(environment: Self.token) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let answers = try await client.play(["call"] + calls.flatMap { [$0.0, "{}"] })
                    for (call, answer) in zip(calls, answers) {
                        let text = [answer.text, answer.error].compactMap { $0 }.joined()
                        #expect(text.contains(call.1), "\(call.0)")
                    }
                    #expect(answers.count == calls.count)
                }
            }
        }

        @Test func whatMayNotBeReachedIsRefusedWithTheReason() async throws {
            try await Workbench.lend { bench in
                try write(.streamable, port: "9", more: "", in: bench)
                let plain = try await bench.command(["validate", "--path", "."]).run()
                #expect(plain.status == 3 || plain.status != 0)
                #expect((plain.output + plain.error).contains("https://"), "\(plain)")
                let path = "servers/remote.yaml"
                try bench.write("type: remote\nremote: { url: https://localhost:9/mcp }\n", to: path)
                try await bench.withGateway { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    #expect(try await client.play("call", "echo", #"{"message":"x"}"#).first?.text == "x")
                    _ = try await gateway.companion.line { $0.contains("no public address") }
                }
                try write(.streamable, port: "9", in: bench)
                try await bench.withGateway { gateway in
                    _ = try await gateway.companion.line { $0.contains("MCP_RECONCILE_SECRET_TOKEN") }
                }
            }
        }
    }
}
