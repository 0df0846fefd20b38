import Subprocess
import Testing

extension OnTheEngine {
    /// Servers of 2026-07-28, which has no handshake, made with the official SDK, behind clients of both generations.
    @Suite(.timeLimit(.minutes(5)))
    struct StatelessServerTests {
        /// What a client found, of either generation.
        private struct Facts: Decodable {
            let tools, prompts, resources, templates, completion, logs, questions: [String]
            let progress: [Double]
            let prompt, `static`, missing, talk, name, thought, roots, both, taken, `where`, meta, gone, tool: String
            let version, caching, unknownPrompt: String?
            let heard, grown, mismatch: [String]?
        }

        private static let tools = [
            "ask_name", "ask_both", "think", "roots", "talk", "steps", "touch", "grow", "sleep", "taken_back", "count",
            "where", "meta",
        ]

        /// The server's questions come as parts of its answers, so they reach the right client whoever else there is.
        @Test(arguments: Transport.allCases)
        func aClientWithAHandshakeIsServedByAServerWithout(transport: Transport) async throws {
            let facts: Facts = try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                return try await bench.play("everything_client.py", ["beyond"], over: transport)
            }
            expectWhole(facts, headers: "")
            #expect(facts.unknownPrompt == "error -32602: unknown prompt 'nothing'")
            #expect(facts.gone.hasPrefix("error -32002: "), "\(facts.gone)")
            #expect(facts.grown == ["greet", "grown"])
        }

        @Test(arguments: [Transport.stdio, .streaming])
        func aClientWithoutHandshakesIsServedByAServerWithout(transport: Transport) async throws {
            let facts: Facts = try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                return try await bench.play(
                    "stateless_client.py",
                    ["beyond"],
                    Installation.statelessPython,
                    over: transport
                )
            }
            expectWhole(facts, headers: "")
            #expect(facts.version == "2026-07-28")
            #expect(facts.caching == "5000 public")
            #expect(facts.gone.hasPrefix("error -32602: "), "\(facts.gone)")
            #expect(facts.heard == ["ResourceUpdated", "ToolsListChanged"])
            let mismatches = ["400 -32020", "400 -32020", "400 -32020", "200 Rome,0"]
            #expect(facts.mismatch == (transport == .streaming ? mismatches : []))
        }

        private func expectWhole(_ facts: Facts, headers: String) {
            #expect(facts.tools == Self.tools)
            #expect(facts.prompts == ["greet"])
            #expect(facts.resources == ["test://static"])
            #expect(facts.templates == ["test://items/{item}"])
            #expect(facts.prompt == "Hello, Ada!")
            #expect(facts.static == "static content")
            #expect(facts.completion == ["xa", "xb"])
            #expect(facts.talk == "talked")
            #expect(facts.logs == ["stateless: info: a fact", "stateless: error: a problem"])
            #expect(facts.name == "accept: Ada")
            #expect(facts.questions.first == "[stateless] What is your name?")
            #expect(facts.thought == "thought about cats")
            #expect(facts.roots == "file:///work")
            #expect(facts.both == "Ada Ada")
            #expect(facts.progress == [1, 2, 3])
            #expect(facts.taken == "1")
            #expect(facts.where == "Zürich,3" + headers)
            #expect(facts.tool == "new")
            for key in ["protocolVersion", "clientInfo", "clientCapabilities", "logLevel"] {
                #expect(facts.meta.contains("io.modelcontextprotocol/\(key)"), "\(facts.meta)")
            }
        }

        private struct Isolated: Decodable {
            let name, both: String
        }

        /// What a server seals can be read by the same process only.
        @Test(arguments: ["session", "call"])
        func aCopyThatHasAskedWaitsForItsClient(isolation: String) async throws {
            let facts: Isolated = try await Workbench.lend { bench in
                try bench.writeProfile(Self.server(isolation: isolation))
                let python = Installation.statelessPython
                return try await bench.play("stateless_client.py", ["isolated"], python, over: .streaming)
            }
            #expect(facts.name == "accept: Ada")
            #expect(facts.both == "Ada Ada")
        }

        private struct Failure: Decodable {
            let error: Bool
            let text: String
        }

        @Test func aClientThatCannotAnswerIsToldWhatTheServerNeeds() async throws {
            let failure: Failure = try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                return try await bench.play("everything_client.py", ["incapable"], over: .streaming)
            }
            #expect(failure.error)
            #expect(failure.text.contains("elicitation"), "\(failure.text)")
        }

        /// A process of the second SDK speaks the era of its first request for good, so the next gateway, which knows
        /// nothing of it, is refused its handshake.
        @Test func theNextGatewayFindsOutWhatARunningServerSpeaks() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                try await bench.withGateway { gateway in
                    let answer = try await PythonClient(of: gateway, for: bench).play("call", "count", "{}")
                    #expect(answer.first?.text == "1")
                }
                try bench.writeProfile(Self.server(protocol: "auto"))
                try await bench.withGateway { gateway in
                    let answer = try await PythonClient(of: gateway, for: bench).play("call", "count", "{}")
                    // It was not started again.
                    #expect(answer.first?.text == "2")
                }
                try bench.writeProfile(Self.server(protocol: "handshake"))
                try await bench.withGateway { gateway in
                    let answer = try await PythonClient(of: gateway, for: bench).play("call", "count", "{}")
                    #expect(answer.first?.text == "1")
                }
            }
        }

        private static func server(protocol choice: String = "stateless", isolation: String = "shared") -> String {
            """
            - name: stateless
              ref: docker://mcp-reconcile-e2e/stateless:1
              isolation: \(isolation)
              protocol: \(choice)
            """
        }

        // MARK: Remote ones

        private static let token = ["MCP_RECONCILE_SECRET_TOKEN": "let me in"]

        private func server(port: String? = nil) -> Command {
            Command(
                executable: Installation.statelessPython,
                arguments: [Installation.pythonScript("stateless_server.py"), "http"] + (port.map { [$0] } ?? []),
                environment: ["TOKEN": "let me in"]
            )
        }

        private func write(port: some StringProtocol, in bench: Workbench) throws {
            try bench.write(
                """
                name: stateless
                type: remote
                remote:
                  url: http://127.0.0.1:\(port)/mcp
                  headers: { X-Token: "${TOKEN}" }
                  allowPrivateAddresses: true

                """,
                to: "servers/remote.yaml"
            )
            try bench.writeProfile("- name: stateless\n  ref: file://servers/remote.yaml")
        }

        /// It serves nothing but 2026-07-28: the gateway finds out, and sends the headers that repeat arguments.
        @Test func aRemoteServerWithoutHandshakesServesClientsOfBothGenerations() async throws {
            try await Workbench.lend { bench in
                for generation in 1...2 {
                    try await Companion.running(server()) { remote in
                        let port = try await remote.line { $0.hasPrefix("port ") }.dropFirst(5)
                        try write(port: port, in: bench)
                        let facts: Facts = try await bench.play(
                            generation == 1 ? "everything_client.py" : "stateless_client.py",
                            ["beyond"],
                            generation == 1 ? Installation.python : Installation.statelessPython,
                            over: .streaming,
                            environment: Self.token
                        )
                        expectWhole(facts, headers: ",=?base64?WsO8cmljaA==?=,3")
                    }
                }
            }
        }

        @Test func aRemoteServerThatComesBackIsListenedToAgain() async throws {
            try await Workbench.lend { bench in
                let port = try await Companion.running(server()) { remote in
                    String(try await remote.line { $0.hasPrefix("port ") }.dropFirst(5))
                }.output
                try write(port: port, in: bench)
                try await bench.withGateway(environment: Self.token) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    for _ in 1...2 {
                        try await Companion.running(server(port: port)) { remote in
                            _ = try await remote.line { $0.hasPrefix("port ") }
                            #expect(try await client.play("call", "count", "{}").first?.text == "1")
                            #expect(try await client.play("call", "grow", "{}").first?.text == "grown")
                            #expect(try await client.play("call", "grown", "{}").first?.text == "new")
                        }
                    }
                }
            }
        }
    }
}
