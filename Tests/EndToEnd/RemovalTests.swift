import FoundationEssentials
import Testing

extension OnTheEngine {
    /// What becomes of servers that no manifest names any more.
    @Suite(.timeLimit(.minutes(5)))
    struct RemovalTests {
        @Test func aProtectedServerEndsOnlyByItsName() async throws {
            try await Workbench.lend { bench in
                let other = try bench.echoServer("other")
                try bench.writeProfile(other, try bench.echoServer("kept", item: "protect: true"))
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.plan().status == 0)
                try bench.writeProfile(other)
                for command in [["apply", "--yes"], ["destroy", "--yes"], ["apply", "--yes", "--allow", "prune=9"]] {
                    let refused = try await bench.command(command).run()
                    #expect(refused.status == 4, "\(refused)")
                    #expect(refused.error.contains("--allow unprotect=dev/kept"), "\(refused)")
                    #expect(try await bench.containers().count == 2)
                }
                try await Companion.running(bench.command(["watch"])) { watch in
                    let line = try await watch.line(containing: "servers stay although no manifest names them")
                    #expect(line.contains("dev/kept") && line.contains("unprotect=dev/kept"), "\(line)")
                    #expect(try await bench.containers().count == 2)
                }
                let ended = try await bench.program("apply", "--yes", "--allow", "unprotect=dev/kept")
                #expect(ended.status == 0, "\(ended)")
                #expect(try await bench.containers().count == 1)
                let wrong = try await bench.program("apply", "--yes", "--allow", "unprotect=kept")
                #expect(wrong.status == 64, "\(wrong)")
            }
        }

        @Test func aServerIsStoppedOrLeftWhereItsManifestSaysSo() async throws {
            try await Workbench.lend { bench in
                let other = try bench.echoServer("other")
                let stopped = try bench.echoServer("stopped", item: "onRemove: stop")
                let orphan = try bench.echoServer("orphan", item: "onRemove: orphan")
                try bench.writeProfile(other, stopped, orphan)
                #expect(try await bench.apply().status == 0)
                let before = (try await bench.container(of: "stopped").id, try await bench.container(of: "orphan").id)
                try bench.writeProfile(other)
                #expect(try await bench.apply().status == 0)
                #expect(try await Engine.inspect(before.0).state.isRunning == false)
                #expect(try await Engine.inspect(before.1).state.isRunning)
                #expect(try await bench.plan().status == 0)

                try bench.writeProfile(other, stopped, orphan)
                let back = try await bench.apply()
                #expect(back.status == 0, "\(back)")
                #expect(try await bench.container(of: "stopped").id == before.0)
                #expect(try await bench.container(of: "orphan").id == before.1)
                #expect(try await Engine.inspect(before.0).state.isRunning)

                try bench.writeProfile(other)
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.program("destroy", "--yes").status == 0)
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test func whatFollowsCommitsDoesNotRemoveManyByItself() async throws {
            try await Workbench.lend { bench in
                let servers = try (1...5).map { try bench.echoServer("server-\($0)") }
                let kept = try bench.echoServer("kept", item: "protect: true")
                try bench.writeProfile((servers + [kept]).joined(separator: "\n"))
                #expect(try await bench.apply().status == 0)
                try bench.writeProfile(servers[0])
                try await Companion.running(bench.command(["watch"])) { watch in
                    let line = try await watch.line(containing: "servers stay although no manifest names them")
                    #expect(line.contains("apply --allow prune=5,unprotect=dev/kept'"), "\(line)")
                    #expect(try await bench.containers().count == 6)
                }
                let consents = ["--allow", "prune=5", "--allow", "unprotect=dev/kept"]
                try await Companion.running(bench.command(["watch"] + consents)) { _ in
                    try await bench.expectContainers(1)
                }
                let pointless = try await bench.program("watch", "--allow", "widen-tools")
                #expect(pointless.status == 64, "\(pointless)")
            }
        }
    }
}
