import Subprocess
import Testing

extension OnTheEngine {
    /// Runs of `apply` that are killed, and runs that meet.
    @Suite(.timeLimit(.minutes(5)))
    struct InterruptionTests {
        /// Killed after its nth request that changes the engine, counted at the socket: every boundary between two
        /// operations is hit, and the last numbers are beyond the end.
        @Test(arguments: 1...13)
        func aKilledApplyIsFinishedByTheNext(boundary: Int) async throws {
            try await Workbench.lend { bench in
                // One server stays, one changes, one comes and one goes.
                let stays = try bench.echoServer("stays")
                try bench.writeProfile(stays, try bench.echoServer("changes"), try bench.echoServer("goes"))
                #expect(try await bench.apply().status == 0)
                let before = try await bench.container(of: "stays")
                let changed = try bench.echoServer("changes", arguments: ["--page-size", "1"])
                try bench.writeProfile(stays, changed, try bench.echoServer("comes"))

                let status = try await bench.applyAndKill(afterMutation: boundary)
                // Ten changes are needed: a run that was killed this early cannot have ended.
                #expect(status == 137 || boundary > 5, "\(status)")

                let finished = try await bench.apply()
                #expect(finished.status == 0, "\(finished)")
                let containers = try await bench.containers()
                #expect(containers.count == 3, "\(containers.map(\.name))")
                #expect(containers.map(\.state) == ["running", "running", "running"])
                #expect(!containers.contains { $0.name.hasSuffix("-candidate") }, "\(containers.map(\.name))")
                #expect(try await bench.container(of: "stays") == before)
                #expect(try await bench.plan().status == 0)
            }
        }

        @Test func twoAppliesAtOnceEndInOneState() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"), try bench.echoServer("two"))
                async let first = bench.apply()
                async let second = bench.apply()
                // The second may wait for the first or find it at work; it may not do harm.
                let statuses = try await [first.status, second.status]
                #expect(statuses.contains(0) && statuses.allSatisfy { [0, 6, 7].contains($0) }, "\(statuses)")
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.containers().count == 2)
                #expect(try await bench.plan().status == 0)
            }
        }
    }
}

extension Workbench {
    /// Kills `apply` once the engine has been asked for so many changes, or lets it end if there are fewer.
    fileprivate func applyAndKill(afterMutation boundary: Int) async throws -> ExitStatus {
        try await withRecorder { recorder in
            let apply = command(["apply", "--yes"], environment: ["DOCKER_HOST": "unix://\(recorder.socket)"])
            return try await Companion.running(apply) { process in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { for await _ in process.lines {} }
                    group.addTask {
                        var mutations = 0
                        for await line in recorder.companion.lines where RecordedRequest(line)?.isMutation ?? false {
                            mutations += 1
                            if mutations == boundary { break }
                        }
                        // Both sides of the race are worth a test: the request may be done or not.
                        _ = try? process.send(.kill)
                    }
                    await group.next()
                    group.cancelAll()
                }
            }.status
        }
    }
}
