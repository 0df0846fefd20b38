import Testing

extension OnTheEngine {
    /// A gateway that follows a branch.
    @Suite(.timeLimit(.minutes(5)))
    struct FollowingTests {
        @Test(arguments: Transport.allCases)
        func aCommitBecomesAServedTool(transport: Transport) async throws {
            try await Workbench.lend { bench in
                let echo = try bench.echoServer("one")
                try bench.writeProfile(echo)
                try await bench.commit()
                try await PythonClient.lend(to: bench, over: transport, source: .mainBranch) { client in
                    _ = try await client.play("surface", "echo")
                    try await client.play("follow", "added") { nextReport in
                        #expect(try await nextReport().tools?.contains("added") == false)
                        try bench.writeProfile(echo, try bench.echoServer("two", arguments: ["--tools", "added"]))
                        try await bench.commit("Another server")
                        let after = try await nextReport()
                        #expect(after.tools?.contains("added") ?? false)
                        #expect(after.wasNotified == true)
                    }
                }
            }
        }

        @Test func aChangeOfOneServerIsNotNoticedByTheOthers() async throws {
            try await Workbench.lend { bench in
                let steady = try bench.echoServer("steady")
                try bench.writeProfile(steady, try bench.echoServer("changing", arguments: ["--tools", "first"]))
                try await bench.commit()
                try await PythonClient.lend(to: bench, over: .streaming, source: .mainBranch) { client in
                    _ = try await client.play("surface", "sleep", "first")
                    let before = try await bench.container(of: "steady").id
                    try await client.play("hold", "sleep", "8000", "second", #"{"message":"changed"}"#) { nextReport in
                        #expect(try await nextReport().report == "holding")
                        try bench.writeProfile(
                            steady,
                            try bench.echoServer("changing", arguments: ["--tools", "second"])
                        )
                        try await bench.commit("Change one server")
                        #expect(try await nextReport().text == "changed")
                        #expect(try await nextReport().report == "held")
                        #expect(try await nextReport().text == "done after 1 steps")
                    }
                    #expect(try await bench.container(of: "steady").id == before)
                }
            }
        }

        @Test func aCommitThatDoesNotParseLeavesEverything() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.commit()
                try await bench.withGateway(source: .mainBranch) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    _ = try await client.play("surface", "echo")
                    let before = try await bench.containers()
                    try bench.write(
                        "apiVersion: mcp-reconcile.dev/v1\nkind: Profile\nservres: []\n",
                        to: "profiles/dev.yaml"
                    )
                    try await bench.commit("A mistake")
                    let complaint = try await gateway.companion.line(containing: "servres")
                    #expect(complaint.contains("profiles/dev.yaml"), "\(complaint)")
                    #expect(try await client.play("call", "echo", #"{"message":"here"}"#).first?.text == "here")
                    #expect(try await bench.containers() == before)
                }
            }
        }

        @Test func nothingIsFollowedWhileSuspended() async throws {
            try await Workbench.lend { bench in
                let first = try bench.echoServer("one")
                try bench.writeProfile(first)
                try await bench.commit()
                try await Companion.running(bench.command(["watch"] + .mainBranch)) { watch in
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-one-")
                    let suspended = try await bench.program("suspend", "--until", "1h", "--reason", "a freeze")
                    #expect(suspended.status == 0, "\(suspended)")
                    _ = try await watch.line(containing: "suspended")

                    try bench.writeProfile(first, try bench.echoServer("two"))
                    try await bench.commit("Another server")
                    let status = try await bench.program("status")
                    #expect(status.output.contains("\nSuspended since "), "\(status)")
                    #expect(status.output.contains(": a freeze\n"), "\(status)")
                    let document = try await bench.program("status", "--format", "json")
                    #expect(document.output.contains(#""reason": "a freeze""#), "\(document)")
                }
                // Another one begins by looking, and leaves it at that.
                try await Companion.running(bench.command(["watch"] + .mainBranch)) { watch in
                    _ = try await watch.line(containing: "suspended")
                    #expect(try await bench.containers().count == 1)
                    #expect(try await bench.program("resume").output == "resumed\n")
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-two-")
                }
                #expect(try await bench.containers().count == 2)
                #expect(try await bench.program("resume").output == "was not suspended\n")
                let past = try await bench.program("suspend", "--until", "2001-01-01T00:00:00Z")
                #expect(past.status == 64 && past.error.contains("no time to come"), "\(past)")
            }
        }

        @Test func whatFailsItsGateAgainAndAgainIsQuarantinedUntilSomebodyResumes() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)
                let before = try await bench.container(of: "one").id
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--no-such-option"]))
                try await Companion.running(bench.command(["watch"])) { watch in
                    let line = try await watch.line(containing: "servers are quarantined")
                    #expect(line.contains("dev/one"), "\(line)")
                    #expect(try await bench.container(of: "one").id == before)
                    let status = try await bench.program("status")
                    #expect(status.output.contains("dev/one: "), "\(status)")
                    #expect(status.output.contains("failed its gate again and again"), "\(status)")
                    let doctor = try await bench.program("doctor")
                    #expect(doctor.output.contains("failed its gate again and again"), "\(doctor)")
                    let resumed = try await bench.program("resume")
                    #expect(resumed.output.contains("dev/one is no longer quarantined"), "\(resumed)")
                    // It is tried again, and fails again.
                    _ = try await watch.line(containing: "rolled-back")
                }
                #expect(try await bench.container(of: "one").id == before)
            }
        }

        @Test func aNewerCommitEndsAnApplyThatWaitsForAServer() async throws {
            try await Workbench.lend { bench in
                try bench.write("", to: "data/wait")
                try bench.writeProfile(
                    "- name: slow",
                    "  ref: docker://mcp-reconcile-e2e/faulty:1",
                    "  command: [waits]",
                    "  mounts: [ { source: ./data, target: /data } ]",
                    // Longer than the test may take.
                    "  timeouts: { start: 1h }"
                )
                try await bench.commit()
                try await Companion.running(bench.command(["watch"] + .mainBranch)) { _ in
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-slow-")
                    try bench.writeProfile(try bench.echoServer("one"))
                    try await bench.commit("Do without it")
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-one-")
                    try await bench.expectContainers(1)
                }
            }
        }

        @Test func watchAppliesEachCommit() async throws {
            try await Workbench.lend { bench in
                let first = try bench.echoServer("one")
                try bench.writeProfile(first)
                try await bench.commit()
                try await Companion.running(bench.command(["watch"] + .mainBranch)) { watch in
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-one-")
                    try bench.writeProfile(first, try bench.echoServer("two"))
                    try await bench.commit("Another server")
                    try await Engine.waitForStart(ofContainerNamed: "mcpr-\(bench.owner.prefix(8))-two-")
                }
                #expect(try await bench.containers().count == 2)
            }
        }
    }
}
