import Testing

extension OnTheEngine {
    /// What follows a repository on another machine: by webhooks, and by asking again and again.
    @Suite(.timeLimit(.minutes(5)))
    struct RemoteFollowingTests {
        private static let secret = "a-secret-of-two-parties"

        @Test func aHookMakesACommitServedAndAStrangersDoesNot() async throws {
            try await Workbench.lend { bench in
                let root = try await bench.makeServed()
                let echo = try bench.echoServer("one")
                try bench.writeProfile(echo)
                try await bench.publish()
                try await GitServer.lend("https", root) { server in
                    let source = ["--repo", "https://localhost:\(server.port)/team.git", "--ref", "main"]
                    let options = source + ["--poll-git", "1h", "--webhook", "127.0.0.1:0/hooks/team"]
                    let environment = ["SSL_CERT_FILE": server.file, "MCP_RECONCILE_WEBHOOK_SECRET": Self.secret]
                    try await Companion.running(bench.command(["watch"] + options, environment: environment)) { watch in
                        let announced = try await watch.line(containing: "listening for webhooks at ")
                        let url = try #require(announced.firstMatch(of: /http:\S+/)).output
                        try await bench.expectContainers(1)
                        try bench.writeProfile(echo, try bench.echoServer("two"))
                        try await bench.publish("Another server")

                        #expect(try await bench.hook(String(url), signedWith: "another secret, as long") == "401")
                        #expect(try await bench.hook(String(url), method: "GET", signedWith: Self.secret) == "405")
                        #expect(try await bench.hook(String(url) + "x", signedWith: Self.secret) == "404")
                        // A client that is still sending when the connection is closed may not see the answer.
                        let tooLarge = try await bench.hook(String(url), size: 1_048_577, signedWith: Self.secret)
                        #expect(["413", "000"].contains(tooLarge))
                        #expect(try await bench.hook(String(url), signedWith: Self.secret) == "202")
                        try await bench.expectContainers(2)
                    }
                }
            }
        }

        @Test func aCommitOfAnotherMachineIsFoundByAskingAgain() async throws {
            try await Workbench.lend { bench in
                let root = try await bench.makeServed()
                let echo = try bench.echoServer("one")
                try bench.writeProfile(echo)
                try await bench.publish()
                try await GitServer.lend("https", root, Self.secret) { server in
                    let source = ["--repo", "https://localhost:\(server.port)/team.git", "--ref", "main"]
                    let environment = ["SSL_CERT_FILE": server.file, "MCP_RECONCILE_GIT_TOKEN": Self.secret]
                    try await bench.withGateway(source: source + ["--poll-git", "1s"], environment: environment) {
                        gateway in
                        let client = PythonClient(of: gateway, for: bench)
                        _ = try await client.play("surface", "echo")
                        try bench.writeProfile(echo, try bench.echoServer("two", arguments: ["--tools", "added"]))
                        try await bench.publish("Another server")
                        _ = try await client.play("surface", "added")
                    }
                }
            }
        }

        @Test func aWebhookWithoutASecretIsRefused() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one"))
                for secret in ["", "short"] {
                    let result = try await bench.program(
                        "watch",
                        "--webhook",
                        "127.0.0.1:0",
                        environment: ["MCP_RECONCILE_WEBHOOK_SECRET": secret]
                    )
                    #expect(result.status == 3 && result.error.contains("MCP_RECONCILE_WEBHOOK_SECRET"), "\(result)")
                }
            }
        }
    }
}

extension Workbench {
    /// Sends a webhook as GitHub would, and returns the status.
    fileprivate func hook(
        _ url: String,
        method: String = "POST",
        size: Int = 100,
        signedWith secret: String
    ) async throws -> String {
        let script = """
            import hashlib, hmac, sys, urllib.error, urllib.request
            url, method, size, secret = sys.argv[1:]
            body = b"x" * int(size)
            code = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
            request = urllib.request.Request(url, data=body, method=method, headers={"X-Hub-Signature-256": "sha256=" + code})
            try:
                print(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10).status)
            except urllib.error.HTTPError as error:
                print(error.code)
            except OSError:
                print("000")
            """
        let result = try await Command(
            executable: Installation.python,
            arguments: ["-c", script, url, method, "\(size)", secret]
        ).run()
        return result.output.filter { $0 != "\n" } + result.error
    }
}
