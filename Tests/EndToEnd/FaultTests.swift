import Testing

extension OnTheEngine {
    /// A server with a fault, beside one without.
    @Suite(.timeLimit(.minutes(5)))
    struct FaultTests {
        /// What is wrong with a server.
        struct Fault: Sendable, CustomTestStringConvertible {
            let testDescription: String
            let arguments: [String]
        }

        static let faults = [
            Fault(testDescription: "exits before its handshake", arguments: ["--exit-at", "initialize"]),
            Fault(testDescription: "exits when it is listed", arguments: ["--exit-at", "list"]),
            Fault(testDescription: "exits when it is called", arguments: ["--exit-at", "call"]),
            Fault(testDescription: "is silent", arguments: ["--hang-at", "initialize"]),
            Fault(testDescription: "never lists", arguments: ["--hang-at", "list"]),
            Fault(testDescription: "never answers a call", arguments: ["--hang-at", "call"]),
            Fault(testDescription: "refuses its options", arguments: ["--no-such-option"]),
        ]

        @Test(arguments: faults)
        func oneFaultHarmsOneServer(fault: Fault) async throws {
            try await Workbench.lend { bench in
                let arguments = ["--tools", "broken"] + fault.arguments
                let item = "timeouts: { start: 5s, call: 2s }"
                try bench.writeProfile(
                    try bench.echoServer("bad", arguments: arguments, item: item),
                    try bench.echoServer("good")
                )
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let answers = try await client.play(
                        "call",
                        "echo",
                        #"{"message":"unharmed"}"#,
                        "broken",
                        "{}",
                        "echo",
                        #"{"message":"still unharmed"}"#
                    )
                    try #require(answers.count == 3)
                    #expect(answers[0].text == "unharmed")
                    #expect(answers[1].error != nil || answers[1].isError == true, "\(answers[1])")
                    #expect(answers[2].text == "still unharmed")
                }
            }
        }

        @Test func aMissingImageHarmsOneServer() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- { name: bad, ref: \"docker://mcp-reconcile-example/no-such-image:1\" }",
                    try bench.echoServer("good")
                )
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let report = try await client.play("call", "echo", #"{"message":"unharmed"}"#).first
                    #expect(report?.text == "unharmed")
                }
            }
        }

        @Test(arguments: [["--banner"], ["--noise"], ["--banner", "--noise"]])
        func noiseIsNoFault(arguments: [String]) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("noisy", arguments: arguments))
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let report = try await client.play("call", "echo", #"{"message":"heard"}"#).first
                    #expect(report?.text == "heard")
                }
            }
        }

        @Test func aServerThatDiesIsServedAgain() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    #expect(try await client.play("call", "echo", #"{"message":"before"}"#).first?.text == "before")
                    try await Engine.stop(try await bench.container(of: "one").id)
                    #expect(try await client.play("call", "echo", #"{"message":"after"}"#).first?.text == "after")
                }
            }
        }

        @Test func aCandidateThatFailsLeavesTheOldServerServing() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)
                let before = try await bench.containers()
                try bench.writeProfile(
                    try bench.echoServer(
                        "one",
                        arguments: ["--exit-at", "initialize"],
                        item: "timeouts: { start: 5s }"
                    )
                )
                let result = try await bench.apply()
                #expect(result.status == 8, "\(result)")
                #expect(result.error.contains("told to exit at initialize"), "\(result)")
                #expect(try await bench.containers() == before)
            }
        }
    }
}
