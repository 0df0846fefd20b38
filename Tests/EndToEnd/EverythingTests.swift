import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

extension OnTheEngine {
    /// Every part of the protocol, with the official SDK on both sides of the gateway.
    @Suite(.timeLimit(.minutes(5)))
    struct EverythingTests {
        private struct Facts: Decodable {
            let tools, prompts, resources, templates, completion, logs, questions, grown: [String]
            let prompt, unknownPrompt, `static`, item, missing, talk, touch, untouched, name, thought, roots: String
        }

        @Test(arguments: Transport.allCases)
        func whatIsNoQuestionWorksOverEveryTransport(transport: Transport) async throws {
            let facts = try await facts(over: transport)
            #expect(facts.tools == ["ask_name", "think", "roots", "talk", "touch", "count", "grow"])
            #expect(facts.prompts == ["greet"])
            #expect(facts.grown == ["greet", "grown"])
            #expect(facts.resources == ["test://static"])
            #expect(facts.templates == ["test://items/{item}"])
            #expect(facts.prompt == "Hello, Ada!")
            #expect(facts.unknownPrompt == "error -32602: unknown prompt 'nothing'")
            #expect(facts.static == "static content")
            #expect(facts.item == "item 7")
            #expect(facts.missing.contains("Unknown resource"))
            #expect(facts.completion == ["xa", "xb"])
            #expect(facts.logs == ["everything: info: a fact", "everything: error: a problem"])
            #expect(facts.touch == "touched")
            #expect(facts.untouched == "touched, and nobody watches")
        }

        @Test func aServersQuestionsReachTheOneClientOfAStdioGateway() async throws {
            let facts = try await facts(over: .stdio)
            #expect(facts.name == "accept: Ada")
            #expect(facts.questions == ["[everything] What is your name?"])
            #expect(facts.thought == "thought about cats")
            #expect(facts.roots == "file:///work")
        }

        /// Several clients may be behind one server, so a question could reach the wrong person.
        @Test func aSharedServersQuestionsReachNobody() async throws {
            let facts = try await facts(over: .streaming)
            #expect(facts.questions.isEmpty)
            #expect(facts.name.contains("several may be behind this server"), "\(facts.name)")
            #expect(facts.thought.contains("several may be behind this server"), "\(facts.thought)")
            #expect(facts.roots.isEmpty)
        }

        /// A client without handshakes before a server that knows nothing else.
        @Test(arguments: [Transport.stdio, .streaming])
        func aClientWithoutHandshakesIsServedToo(transport: Transport) async throws {
            let facts = try await statelessFacts(over: transport)
            #expect(facts.version == "2026-07-28")
            #expect(facts.tools == ["ask_name", "think", "roots", "talk", "touch", "count", "grow"])
            #expect(facts.prompts == ["greet"])
            #expect(facts.resources == ["test://static"])
            #expect(facts.templates == ["test://items/{item}"])
            #expect(facts.prompt == "Hello, Ada!")
            #expect(facts.static == "static content")
            #expect(facts.completion == ["xa", "xb"])
            #expect(facts.logs == ["everything: info: a fact", "everything: error: a problem"])
        }

        /// The server asks in the middle of a call; the client is answered with the question and comes again.
        @Test func aServersQuestionsReachAClientWithoutHandshakes() async throws {
            let facts = try await statelessFacts(over: .stdio)
            #expect(facts.name == "accept: Ada")
            #expect(facts.questions == ["[everything] What is your name?"])
            #expect(facts.thought == "thought about cats")
            #expect(facts.roots == "file:///work")
        }

        @Test func everyMessageIsValidByTheOfficialSchemaOfItsRevision() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                let variables = ["MCP_COMMAND": Workbench.gatewayCommand]
                let result = try await bench.run("conformance.py", [], Installation.python, variables)
                #expect(result.output == "done\n")
            }
        }

        @Test func tenEditorsAtOnceShareOneFleet() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(Self.server())
                let variables = ["MCP_COMMAND": Workbench.gatewayCommand, "WATCHED": "mcpr-\(bench.owner.prefix(8))-"]
                let result = try await bench.run("editors.py", [], Installation.python, variables)
                #expect(result.output == "done\n")
            }
        }

        private struct StatelessFacts: Decodable {
            let tools, prompts, resources, templates, completion, logs, questions: [String]
            let version, prompt, `static`, missing, talk, name, thought, roots: String
        }

        private func facts(over transport: Transport) async throws -> Facts {
            try await play("everything_client.py", over: transport)
        }

        private func statelessFacts(over transport: Transport) async throws -> StatelessFacts {
            try await play("stateless_client.py", [], Installation.statelessPython, over: transport)
        }

        private struct IsolatedFacts: Decodable {
            let counts, many, logs, questions: [String]?
            let `static`, prompt, talk, name, thought, roots: String
        }

        /// A process of its own has one client behind it, so its questions have somebody to go to over HTTP, too.
        @Test(arguments: Transport.allCases)
        func aSessionHasAServerToItself(transport: Transport) async throws {
            let facts: IsolatedFacts = try await play(
                "everything_client.py",
                ["isolated"],
                over: transport,
                isolation: "session"
            )
            #expect(facts.counts == ["1", "2", "3"])
            #expect(facts.many == (4...13).map(String.init))
            expectWhole(facts)
        }

        @Test(arguments: Transport.allCases)
        func aCallHasAServerToItself(transport: Transport) async throws {
            let facts: IsolatedFacts = try await play(
                "everything_client.py",
                ["isolated"],
                over: transport,
                isolation: "call"
            )
            #expect(facts.counts == ["1", "1", "1"])
            #expect(facts.many == Array(repeating: "1", count: 10))
            expectWhole(facts)
        }

        private func expectWhole(_ facts: IsolatedFacts) {
            #expect(facts.static == "static content")
            #expect(facts.prompt == "Hello, Ada!")
            #expect(facts.talk == "talked")
            #expect(facts.logs == ["everything: info: a fact", "everything: error: a problem"])
            #expect(facts.name == "accept: Ada")
            #expect(facts.thought == "thought about cats")
            #expect(facts.roots == "file:///work")
        }

        @Test func aGatewayRemovesItsCopiesAndTheNextOneThoseOfAKilledOne() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(Self.server(isolation: "call"))
                try await bench.withGateway { gateway in
                    try await bench.expectContainers(2)
                    try gateway.companion.send(.kill)
                }
                let left = Set(try await bench.containers().map(\.id))
                #expect(left.count == 2)
                try await bench.withGateway { _ in
                    try await bench.expectContainers { found in
                        found.count == 2 && found.subtracting(left).count == 1
                    }
                }
                #expect(try await bench.containers().count == 1)
            }
        }

        private func play<Played: Decodable & Sendable>(
            _ script: String,
            _ arguments: [String] = [],
            _ python: FilePath = Installation.python,
            over transport: Transport,
            isolation: String = "shared"
        ) async throws -> Played {
            try await Workbench.lend { bench in
                try bench.writeProfile(Self.server(isolation: isolation))
                return try await bench.play(script, arguments, python, over: transport)
            }
        }

        private static func server(isolation: String = "shared") -> String {
            "- { name: everything, ref: \"docker://mcp-reconcile-e2e/everything:1\", isolation: \(isolation) }"
        }
    }
}
