import Testing

extension OnTheEngine {
    /// What a gateway shows of a profile.
    @Suite(.timeLimit(.minutes(5)))
    struct ViewTests {
        private func tools(_ options: [String], in bench: Workbench) async throws -> [String] {
            try await bench.withGateway(source: ["--path", "."] + options) { gateway in
                _ = try await gateway.companion.line { $0.contains("reconciled") }
                return try await PythonClient(of: gateway, for: bench).play("surface").first?.tools ?? []
            }.output
        }

        @Test func toolsAndServersAreChosenAtTheStart() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    try bench.echoServer("one", arguments: ["--tools", "alpha,beta"]),
                    try bench.echoServer("two", arguments: ["--tools", "gamma"], item: "tools: { allow: [nothing] }")
                )
                let all = try await tools([], in: bench)
                #expect(all.contains("alpha") && all.contains("beta") && !all.contains("gamma"))
                #expect(try await tools(["--tools", "ALPHA, two:gamma"], in: bench) == ["alpha", "gamma"])
                #expect(try await tools(["--tools", "one:*", "--servers", "two"], in: bench).isEmpty)
                let image = try await tools(["--tools", "mcp-reconcile-example/echo:beta"], in: bench)
                #expect(image == ["beta"])
                #expect(try await tools(["--servers", "one"], in: bench) == all)
                #expect(try await bench.containers().count == 2, "no server was removed")
                let unknown = try await bench.command(
                    ["gateway", "run", "--path", ".", "--profile", "dev", "--servers", "three"]
                ).run()
                #expect(unknown.status != 0 && unknown.error.contains("it has one, two"), "\(unknown)")
            }
        }
    }
}
