import Testing

extension OnTheEngine {
    /// What stands between clients and servers, through the program and real clients.
    @Suite(.timeLimit(.minutes(5)))
    struct InterceptorTests {
        private func text(
            _ message: String,
            options: [String] = [],
            gateway settings: String = "{ naming: auto }",
            interceptors: String = "",
            in bench: Workbench
        ) async throws -> ClientReport {
            try bench.writeProfile(try bench.echoServer("one"), gateway: settings + "\n" + interceptors)
            let output = try await bench.withGateway(source: ["--path", "."] + options) { gateway in
                try await PythonClient(of: gateway, for: bench).play("call", "echo", message)
            }
            return try #require(output.output.first)
        }

        @Test func commandsChangeArgumentsAndAnswers() async throws {
            try await Workbench.lend { bench in
                let options = [
                    "--interceptor", #"before:exec:sed 's/.*/{"arguments":{"message":"changed"}}/'"#,
                    "--interceptor",
                    #"after:exec:sed 's/.*"result":.*"text":"\([a-z]*\)".*/{"content":[{"type":"text","text":"<\1>"}]}/'"#,
                ]
                let answer = try await text(#"{"message":"x"}"#, options: options, in: bench)
                #expect(answer.text == "<changed>")
            }
        }

        @Test func aCommandThatFailsRefusesTheCallUnlessItMayFail() async throws {
            try await Workbench.lend { bench in
                let options = ["--interceptor", "before:exec:echo broken >&2; exit 3"]
                let refused = try await text(#"{"message":"x"}"#, options: options, in: bench)
                #expect(refused.isError == true && refused.text?.contains("broken") == true, "\(refused)")
                let open = options + ["--interceptor-failure", "open"]
                #expect(try await text(#"{"message":"x"}"#, options: open, in: bench).text == "x")
                let slow = ["--interceptor", "before:exec:sleep 60", "--interceptor-timeout", "1"]
                let late = try await text(#"{"message":"x"}"#, options: slow, in: bench)
                #expect(late.isError == true && late.text?.contains("within 1 s") == true, "\(late)")
            }
        }

        @Test func aServiceAndAContainerOfTheProfileRule() async throws {
            let service = Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript("interceptor.py")]
            )
            try await Workbench.lend { bench in
                try await Companion.running(service) { service in
                    let port = try await service.line { $0.hasPrefix("port ") }.dropFirst(5)
                    let http = "interceptors:\n- before:http:http://127.0.0.1:\(port)/check\n"
                    let refused = try await text(#"{"message":"no"}"#, interceptors: http, in: bench)
                    #expect(refused.text == "no 'echo' today" && refused.isError == true)
                    #expect(try await text(#"{"message":"yes"}"#, interceptors: http, in: bench).text == "yes")
                    let failed = try await text(#"{"message":"fail"}"#, interceptors: http, in: bench)
                    #expect(failed.text?.contains("status 500") == true, "\(failed)")
                }
                let container = """
                    interceptors:
                    - run: before:docker:mcp-reconcile-example/echo:1 --no-such-flag
                      timeout: 30s

                    """
                let broken = try await text(#"{"message":"x"}"#, interceptors: container, in: bench)
                #expect(broken.isError == true && broken.text?.contains("exit code") == true, "\(broken)")
            }
        }

        @Test func aCommandOfTheProfileRunsOnlyWhereItMay() async throws {
            try await Workbench.lend { bench in
                let interceptors = "interceptors:\n- before:exec:true\n"
                let refused = try await text(#"{"message":"x"}"#, interceptors: interceptors, in: bench)
                #expect(refused.text?.contains("--allow-exec-interceptors") == true, "\(refused)")
                let allowed = ["--allow-exec-interceptors"]
                let answer = try await text(
                    #"{"message":"x"}"#,
                    options: allowed,
                    interceptors: interceptors,
                    in: bench
                )
                #expect(answer.text == "x")
            }
        }

        @Test func credentialsPassNeitherWay() async throws {
            // Put together here so that no scanner finds it in this file.
            let token = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
            try await Workbench.lend { bench in
                let message = #"{"message":"the token\n\#(token)"}"#
                let blocked = try await text(message, in: bench)
                #expect(blocked.isError == true && blocked.text?.contains("github-personal-token") == true)
                #expect(blocked.text?.contains(token) == false)
                let redacted = try await text(message, gateway: "{ secretScan: redact }", in: bench)
                #expect(redacted.text == "the token\n[redacted: github-personal-token]")
                let made = ["--interceptor", #"after:exec:echo '{"content":[{"type":"text","text":"\#(token)"}]}'"#]
                let late = try await text(#"{"message":"x"}"#, options: made, in: bench)
                #expect(late.text?.contains(token) == false, "what an interceptor makes is scanned, too")
                let off = try await text(message, options: ["--secret-scan", "off"], in: bench)
                #expect(off.text == "the token\n\(token)")
            }
        }

        @Test func credentialsInWhatServersTellOnTheWayAreWithheld() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    "- name: one",
                    "  ref: docker://mcp-reconcile-e2e/faulty:1",
                    "  command: [tells a credential]"
                )
                func steps(_ options: String...) async throws -> [Double]? {
                    try await bench.withGateway(source: ["--path", "."] + options) { gateway in
                        try await PythonClient(of: gateway, for: bench).play("progress", "work", #"{"message":"x"}"#)
                    }
                    .output.first?.progress
                }
                #expect(try await steps() == [])
                #expect(try await steps("--secret-scan", "redact") == [1])
                #expect(try await steps("--secret-scan", "off") == [1])
            }
        }

        @Test func argumentsAreHeldAgainstTheSchema() async throws {
            try await Workbench.lend { bench in
                let settings = "{ validateArguments: true }"
                let refused = try await text(#"{"message":5}"#, gateway: settings, in: bench)
                #expect(refused.isError == true && refused.text?.contains("/message") == true, "\(refused)")
                #expect(try await text(#"{"message":"x"}"#, gateway: settings, in: bench).text == "x")
            }
        }

        @Test func aSessionThatAsksTooMuchIsToldToWait() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"), gateway: "{ limits: { callsPerMinute: 2 } }")
                try await bench.withGateway { gateway in
                    let message = #"{"message":"x"}"#
                    let client = PythonClient(of: gateway, for: bench)
                    let answers = try await client.play("call", "echo", message, "echo", message, "echo", message)
                    #expect(answers.map(\.text).prefix(2) == ["x", "x"])
                    #expect(answers.last?.text?.contains("2 a minute") == true, "\(answers)")
                }
            }
        }
    }
}
