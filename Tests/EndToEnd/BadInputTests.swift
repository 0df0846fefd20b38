import FoundationEssentials
import Glibc
import SystemPackage
import Testing

extension OnTheEngine {
    /// Mistakes that a stranger makes: each has an exit status and a message to act on.
    @Suite(.timeLimit(.minutes(3)))
    struct BadInputTests {
        /// What the program says, in any case of letters.
        private func expect(
            _ result: CommandResult,
            _ status: ExitStatus,
            says words: String...,
            at location: SourceLocation = #_sourceLocation
        ) {
            #expect(result.status == status, "\(result)", sourceLocation: location)
            let said = (result.output + result.error).lowercased()
            for word in words {
                #expect(said.contains(word.lowercased()), "no “\(word)” in \(result)", sourceLocation: location)
            }
        }

        @Test(arguments: ["plan", "apply", "status", "destroy", "gateway"])
        func noEngine(command: String) async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                let consent = ["apply", "destroy"].contains(command) ? ["--yes"] : []
                let words =
                    command == "gateway" ? ["gateway", "run", "--transport", "streaming", "--port", "0"] : [command]
                let nowhere = bench.path("no-engine.sock")
                let result = try await bench.command(
                    words + consent,
                    environment: ["DOCKER_HOST": "unix://\(nowhere)"]
                ).run()
                expect(result, 1, says: nowhere, "DOCKER_HOST")
            }
        }

        @Test func noPermissionOnTheEngineSocket() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.withRecorder { recorder in
                    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: recorder.socket)
                    var plan = bench.command(["plan"], environment: ["DOCKER_HOST": "unix://\(recorder.socket)"])
                    if getuid() == 0 {
                        // Nothing is forbidden to root unless it lets go of the capabilities that say so.
                        plan.arguments = [
                            "--bounding-set=-dac_override,-dac_read_search", plan.executable.string, "plan",
                        ]
                        plan.executable = "/usr/bin/setpriv"
                    }
                    expect(try await plan.run(), 1, says: "permission", recorder.socket)
                }
            }
        }

        @Test func theImageIsMissing() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile("- { name: one, ref: \"docker://mcp-reconcile-example/no-such-image:1\" }")
                let result = try await bench.apply()
                #expect([1, 7].contains(result.status), "\(result)")
                #expect(result.error.contains("no-such-image"), "\(result)")
                #expect(try await bench.containers().isEmpty)
            }
        }

        @Test(arguments: ["validate", "plan"])
        func thePathIsMissing(command: String) async throws {
            try await Workbench.lend { bench in
                expect(try await bench.program(command, "--path", "no/such/dir"), 3, says: "no/such/dir")
                expect(try await bench.program(command, "--profile", "./no-such.yaml"), 3, says: "no-such.yaml")
            }
        }

        @Test func theProfileIsUnknown() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                expect(try await bench.program("plan", "--profile", "dve"), 3, says: "dve", "dev")
            }
        }

        @Test func theDirectoryIsNoRepository() async throws {
            try await Workbench.lend { bench in
                expect(try await bench.program("plan", "--repo", ".", "--ref", "main"), 3, says: "git repository")
            }
        }

        @Test func theRevisionIsUnknown() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.commit()
                expect(
                    try await bench.program("plan", "--repo", ".", "--ref", "no-such-branch"),
                    3,
                    says: "no-such-branch"
                )
            }
        }

        @Test func thePortIsTaken() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                try await bench.withGateway { gateway in
                    let port = try #require(gateway.url.firstMatch(of: /:([0-9]+)\/mcp/)).output.1
                    try await Workbench.lend { other in
                        try other.writeProfile(try other.echoServer("one"))
                        let result = try await other.program(
                            "gateway",
                            "run",
                            "--path",
                            ".",
                            "--transport",
                            "streaming",
                            "--port",
                            String(port)
                        )
                        expect(result, 1, says: "\(port)", "taken")
                    }
                }
            }
        }

        @Test func twoServersHaveOneName() async throws {
            try await Workbench.lend { bench in
                let echo = try bench.echoServer("one")
                try bench.writeProfile(echo, echo)
                expect(try await bench.program("validate"), 3, says: "profiles/dev.yaml:", "one")
            }
        }

        @Test func collidingToolsAreShownInThePlan() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\" }",
                    "- { name: two, ref: \"docker://mcp-reconcile-example/echo:1\" }"
                )
                expect(try await bench.program("plan"), 0, says: "one__echo", "two__echo")
            }
        }

        @Test func everyMistakeOfARunIsReported() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- { name: one, ref: \"docker://mcp-reconcile-example/echo:1\", tolos: {} }",
                    "- { name: Two, ref: \"docker://mcp-reconcile-example/echo:1\" }"
                )
                let result = try await bench.program("validate")
                expect(result, 3, says: "profiles/dev.yaml:6:", "profiles/dev.yaml:7:", "tools", "error[MCPR")
            }
        }

        @Test(arguments: [("/dev/full", 1), ("/dev/null", 0)])
        func aResultThatIsLostIsNoSuccess(place: String, status: Int) async throws {
            try await Workbench.lend { bench in
                let result = try await Command(
                    executable: "/bin/sh",
                    arguments: ["-c", "'\(Installation.program)' version >\(place)"],
                    workingDirectory: bench.directory
                ).run()
                #expect(result.status.code == status, "\(result)")
                #expect(result.error.contains("could not be written") == (status == 1), "\(result)")
            }
        }

        @Test func wrongUsageIsTold() async throws {
            try await Workbench.lend { bench in
                expect(try await bench.program("plan", "--no-such-flag"), 64, says: "--no-such-flag")
            }
        }
    }
}
