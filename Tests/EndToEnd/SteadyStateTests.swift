import FoundationEssentials
import Subprocess
import SystemPackage
import Testing

extension OnTheEngine {
    /// What does not happen while somebody follows: nothing is done, and nothing said, without a reason.
    @Suite(.timeLimit(.minutes(5)))
    struct SteadyStateTests {
        @Test func whatIsAsItShouldBeCausesNoChangeAndNoLine() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.commit()
                #expect(try await bench.command(["apply", "--yes"] + .mainBranch).run().status == 0)
                let requests = try await bench.recordingRequests { socket in
                    let arguments = ["watch", "--interval", "1s", "--engine", "unix://\(socket)"] + .mainBranch
                    let (lines, _) = try await Companion.running(bench.command(arguments)) { watch in
                        _ = try await watch.line(containing: "reconciled")
                        // Commits of nothing, and looks in between.
                        for number in 1...3 {
                            try await bench.commit("Nothing \(number)")
                            try await Task.sleep(for: .seconds(1))
                        }
                        try watch.send(.terminate)
                        var lines: [String] = []
                        for await line in watch.lines { lines.append(line) }
                        return lines
                    }
                    // A commit is told of, for it is what is served by now; a look that finds nothing is not.
                    #expect(lines.filter { !$0.contains("reconciled") } == [])
                    #expect(lines.count <= 3)
                }
                #expect(requests.filter(\.isMutation) == [])
                #expect(requests.count > 3)
            }
        }

        @Test func aChangeOfRoutesTouchesNoContainer() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", item: "tools: { rename: { echo: before } }"))
                try await bench.commit()
                #expect(try await bench.command(["apply", "--yes"] + .mainBranch).run().status == 0)
                let before = try await bench.containers()
                let requests = try await bench.recordingRequests { socket in
                    let source = ["--engine", "unix://\(socket)"] + .mainBranch
                    try await bench.withGateway(source: source) { gateway in
                        let client = PythonClient(of: gateway, for: bench)
                        _ = try await client.play("surface", "before")
                        try bench.writeProfile(
                            try bench.echoServer("one", item: "tools: { rename: { echo: after } }")
                        )
                        try await bench.commit("Rename a tool")
                        _ = try await client.play("surface", "after")
                    }
                }
                #expect(requests.filter(\.isMutation).map(\.path).filter { !$0.contains("/attach") } == [])
                #expect(try await bench.containers() == before)
            }
        }

        @Test func planOnlyPrintsEachPlanOnceAndChangesNothing() async throws {
            try await Workbench.lend { bench in
                let echo = try bench.echoServer("one")
                try bench.writeProfile(echo)
                try await bench.commit()
                let requests = try await bench.recordingRequests { socket in
                    let arguments = [
                        "watch", "--mode", "plan-only", "--interval", "1s", "--engine", "unix://\(socket)",
                    ]
                    try await Companion.running(bench.command(arguments + .mainBranch)) { watch in
                        _ = try await watch.line(containing: "1 to create")
                        try bench.writeProfile(echo, try bench.echoServer("two"))
                        try await bench.commit("Another server")
                        // No line of the first plan comes again before those of the second.
                        let line = try await watch.line { $0.contains("1 to create") || $0.contains("2 to create") }
                        #expect(line.contains("2 to create"), "\(line)")
                    }
                }
                #expect(requests.filter(\.isMutation) == [])
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test func driftIsLeftWhereTheManifestsSaySo() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", item: "drift: report"))
                try await bench.commit()
                let watch = bench.command(["watch", "--interval", "1s"] + .mainBranch)
                try await Companion.running(watch) { watch in
                    try await bench.expectContainers(1)
                    _ = try await watch.line(containing: "reconciled")
                    let id = try await bench.container(of: "one").id
                    try await Engine.pause(id)
                    let told = try await watch.line(containing: "was changed on the engine")
                    #expect(told.contains("paused"), "\(told)")
                    try await Task.sleep(for: .seconds(2))
                    #expect(try await bench.container(of: "one").id == id)
                }
            }
        }
    }
}
