import FoundationEssentials
import Testing

extension OnTheEngine {
    /// The official SDK as client of the gateway, over both transports.
    @Suite(.timeLimit(.minutes(5)))
    struct GatewayTests {
        @Test(arguments: Transport.allCases)
        func aClientListsAndCallsTheToolsOfAllServers(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.copyExampleProfiles()
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let surface = try #require(try await client.play("surface", "echo", "now").first)
                    #expect(surface.tools == ["now", "echo", "progress", "sleep"])
                    #expect(surface.protocolVersion == "2025-11-25")
                    let answers = try await client.play(
                        "call",
                        "echo",
                        #"{"message":"grüße \"quoted\" ✓"}"#,
                        "now",
                        "{}",
                        "nothing",
                        "{}"
                    )
                    try #require(answers.count == 3)
                    #expect(answers[0].text == #"grüße "quoted" ✓"#)
                    #expect(answers[1].text?.hasSuffix("+02:00") ?? false)
                    #expect(answers[2].error != nil)
                }
            }
        }

        @Test(arguments: Transport.allCases)
        func argumentsAndResultsPassThroughUnchanged(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let arguments =
                        #"{"message": "x", "number": 123456789012345678901234567890, "deep": {"a": [1, null]}}"#
                    let answer = try #require(try await client.play("call", "echo", arguments).first)
                    #expect(answer.structured == arguments)
                }
            }
        }

        @Test(arguments: Transport.allCases)
        func callsAtOnceGetTheirOwnAnswers(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let report = try await client.play("many", "200", "echo", "{}").first
                    #expect(report?.count == 200)
                }
            }
        }

        @Test(arguments: Transport.allCases)
        func progressReachesTheCaller(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let report = try #require(try await client.play("progress", "progress", "{}").first)
                    #expect(report.progress == [1, 2, 3])
                    #expect(report.text == "done after 3 steps")
                }
            }
        }

        @Test(arguments: Transport.allCases)
        func cancellationReachesTheServer(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let counts = try await client.play("cancel").map(\.count)
                    #expect(counts == [1, 0])
                }
            }
        }

        @Test func toolsThatCollideCarryTheirServersName() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    try bench.echoServer("one", arguments: ["--tools", "search,sleep"]),
                    try bench.echoServer("two", arguments: ["--tools", "search,echo"])
                )
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let wanted = ["one__search", "sleep", "two__search", "echo"]
                    let surface = try await client.play("surface", "sleep", "one__search", "two__search").first
                    #expect(surface?.tools == wanted)
                    let answer = try await client.play("call", "two__search", #"{"message":"found"}"#).first
                    #expect(answer?.text == "found")
                }
            }
        }

        @Test func toolsOfManyPagesAreAllServed() async throws {
            try await Workbench.lend { bench in
                let names = (1...25).map { "tool-\($0 < 10 ? "0" : "")\($0)" }
                let arguments = ["--page-size", "4", "--tools", names.joined(separator: ",")]
                try bench.writeProfile(try bench.echoServer("one", arguments: arguments))
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let report = try await client.play("surface", "tool-25").first
                    #expect(report?.tools == names)
                }
            }
        }

        @Test func theToolsCommandsTalkToARunningGateway() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.withGateway { gateway in
                    let url = ["--url", gateway.url]
                    // The first client waits until the tool is served; the command line does not.
                    _ = try await bench.command(["tools", "ls"] + url, environment: gateway.environment).run()
                    let called = try await bench.command(
                        ["tools", "call", "echo", "--json", #"{"message":"hello"}"#] + url,
                        environment: gateway.environment
                    ).run()
                    #expect(called.status == 0 && called.output.contains("hello"), "\(called)")
                    let counted = try await bench.command(["tools", "count"] + url, environment: gateway.environment)
                        .run()
                    #expect(counted.output.contains("4"), "\(counted)")
                    let inspected = try await bench.command(
                        ["tools", "inspect", "echo"] + url,
                        environment: gateway.environment
                    ).run()
                    #expect(inspected.output.contains("message"), "\(inspected)")
                }
            }
        }

        @Test func aClientWithoutTheTokenIsRefused() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.withGateway { gateway in
                    let result = try await bench.program(
                        "tools",
                        "ls",
                        "--url",
                        gateway.url,
                        environment: ["MCP_GATEWAY_AUTH_TOKEN": "a guess"]
                    )
                    #expect(result.status != 0)
                    #expect(!result.output.contains("echo"))
                    #expect(!result.error.contains(gateway.token))
                }
            }
        }

        @Test func anAppliedFleetIsTakenOver() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)
                let before = try await bench.container(of: "one")
                let start = try await Engine.inspect(before.id).state.startedAt
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let report = try await client.play("call", "echo", #"{"message":"still here"}"#).first
                    #expect(report?.text == "still here")
                }
                #expect(try await bench.container(of: "one").id == before.id)
                #expect(try await Engine.inspect(before.id).state.startedAt == start)
            }
        }

        @Test func aServerThatRefusesASecondHandshakeIsRestarted() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--initialize-once"]))
                #expect(try await bench.apply().status == 0)
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let report = try await client.play("call", "echo", #"{"message":"again"}"#).first
                    #expect(report?.text == "again")
                }
                #expect(try await bench.containers().count == 1)
            }
        }
    }
}
