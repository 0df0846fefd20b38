import FoundationEssentials
import SystemPackage
import Testing

extension OnTheEngine {
    /// The way from manifests to containers and back.
    @Suite(.timeLimit(.minutes(5)))
    struct DeploymentTests {
        @Test func theExampleProfilesBecomeServedTools() async throws {
            try await Workbench.lend { bench in
                try bench.copyExampleProfiles()
                try await bench.commit()
                #expect(try await bench.program("validate").status == 0)
                #expect(try await bench.plan(.mainBranch).status == 2)
                let applied = try await bench.program("apply", "--repo", ".", "--ref", "main", "--yes")
                #expect(applied.status == 0, "\(applied)")
                #expect(try await bench.plan(.mainBranch).status == 0)
                #expect(try await bench.containers().map(\.state) == ["running", "running"])

                let listed = try await bench.program("tools", "ls", "--profile", "dev")
                #expect(listed.output.contains("echo") && listed.output.contains("now"), "\(listed)")
                let called = try await bench.program("tools", "call", "echo", "message=from the fleet")
                #expect(called.output.contains("from the fleet"), "\(called)")

                let destroyed = try await bench.program("destroy", "--yes")
                #expect(destroyed.status == 0, "\(destroyed)")
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test func aSecondApplyChangesNothing() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"), try bench.echoServer("two"))
                let first = try await bench.recordingRequests { socket in
                    let applied = try await bench.apply(environment: ["DOCKER_HOST": "unix://\(socket)"])
                    #expect(applied.status == 0, "\(applied)")
                }
                #expect(first.contains { $0.isMutation })
                let before = try await bench.containers()
                let requests = try await bench.recordingRequests { socket in
                    let second = try await bench.apply(environment: ["DOCKER_HOST": "unix://\(socket)"])
                    #expect(second.status == 0, "\(second)")
                }
                #expect(!requests.isEmpty)
                #expect(requests.filter(\.isMutation).isEmpty)
                #expect(try await bench.containers() == before)
            }
        }

        @Test func aFormerServerIsRemovedAndTheOthersStay() async throws {
            try await Workbench.lend { bench in
                let stays = try bench.echoServer("stays")
                try bench.writeProfile(stays, try bench.echoServer("goes"))
                #expect(try await bench.apply().status == 0)
                let before = try await bench.container(of: "stays")
                try bench.writeProfile(stays)
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.containers() == [before])
            }
        }

        @Test func aStoppedContainerIsStartedAgain() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.apply().status == 0)
                let container = try await bench.container(of: "one")
                try await Engine.stop(container.id)
                #expect(try await bench.plan().status == 2)
                #expect(try await bench.apply().status == 0)
                #expect(try await bench.container(of: "one").state == "running")
                #expect(try await bench.plan().status == 0)
            }
        }

        @Test func whatIsNotOursStays() async throws {
            try await Workbench.lend { foreign in
                try foreign.writeProfile(try foreign.echoServer("one"))
                #expect(try await foreign.apply().status == 0)
                let before = try await foreign.containers()
                try await Workbench.lend { bench in
                    try bench.writeProfile(try bench.echoServer("one"))
                    #expect(try await bench.apply().status == 0)
                    #expect(try await bench.program("destroy", "--yes").status == 0)
                    #expect(try await bench.containers().isEmpty)
                }
                #expect(try await foreign.containers() == before)
            }
        }

        @Test func consentIsNeeded() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                #expect(try await bench.program("apply").status == 4)
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test func planIsJSONOnRequest() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let plan = try await bench.program("plan", "--format", "json")
                #expect(plan.status == 0, "\(plan)")
                _ = try JSONDecoder().decode([String: AnyJSON].self, from: Data(plan.output.utf8))
            }
        }
    }
}

/// Any JSON value: decoding it only proves that the text is JSON.
private struct AnyJSON: Decodable {
    init(from decoder: any Decoder) throws {}
}
