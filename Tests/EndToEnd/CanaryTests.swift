import Foundation
import Subprocess
import SystemPackage
import Testing

extension OnTheEngine {
    /// Secrets that the program is given are in nothing that it says or writes.
    @Suite(.timeLimit(.minutes(5)))
    struct CanaryTests {
        /// Each is a word of its own, so that a failure tells which one got out, and how.
        private static let header = "canary-of-a-header-1f2e"
        private static let variable = "canary-of-a-variable-3d4c"
        private static let password = "canary-of-a-password-5b6a"
        private static let all = [header, variable, password]

        private static let environment = ["MCP_RECONCILE_SECRET_TOKEN": header]

        private static let manifests = [
            ["validate"], ["plan"], ["plan", "--format", "json"], ["plan", "--format", "jsonl"],
            ["plan", "--format", "markdown"], ["plan", "--out", "plan.json", "--json-into", "again.json"],
            ["apply", "--yes"], ["destroy", "--yes"], ["apply", "--yes", "--format", "jsonl"], ["history"],
            ["history", "--format", "json"], ["apply", "--yes", "--format", "json"], ["plan"],
            ["plan", "--drift-only"], ["status"], ["status", "--format", "json"],
            ["doctor"], ["doctor", "--format", "json"],
        ]

        @Test func noSecretGetsOut() async throws {
            try await Workbench.lend { bench in
                try await Companion.running(remote) { remote in
                    let port = try await remote.line { $0.hasPrefix("port ") }.dropFirst(5)
                    try write(port: String(port), in: bench)
                    for arguments in Self.manifests {
                        let result = try await bench.command(
                            arguments + (arguments == ["validate"] ? [] : ["--log-level", "trace"]),
                            environment: Self.environment
                        ).run()
                        #expect([0, 2].contains(result.status.code), "\(arguments): \(result)")
                        expectSilence(of: result.output + result.error, "\(arguments)")
                    }
                    try await serve(bench)
                    for arguments in [["traces", "export"], ["logs", "one"], ["logs", "remote"]] {
                        let result = try await bench.command(arguments, environment: Self.environment).run()
                        expectSilence(of: result.output + result.error, "\(arguments)")
                    }
                    try await expectCleanLabels(bench)
                    try expectCleanFiles(bench)
                }
            }
        }

        private var remote: Command {
            Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript("remote.py"), "streamable"],
                environment: ["TOKEN": Self.header]
            )
        }

        private func write(port: String, in bench: Workbench) throws {
            try bench.write(
                """
                name: remote
                type: remote
                remote:
                  url: http://127.0.0.1:\(port)/mcp
                  transport_type: streamable-http
                  headers: { X-Token: "${TOKEN}" }
                  allowPrivateAddresses: true

                """,
                to: "servers/remote.yaml"
            )
            let entry = """
                env:
                  - { name: API_TOKEN, value: "\(Self.variable)" }
                  - { name: DATABASE, value: "postgres://me:\(Self.password)@db/x" }
                """
            try bench.writeProfile(
                "- name: remote\n  ref: file://servers/remote.yaml",
                try bench.echoServer("one", entry: entry)
            )
        }

        /// Calls tools, good and bad, through a gateway that tells and keeps as much as it can.
        private func serve(_ bench: Workbench) async throws {
            let source = [
                "--path", ".", "--log-level", "trace", "--log-format", "json", "--log-calls", "--traces",
                "--trace-contents",
            ]
            try await bench.withGateway(source: source, environment: Self.environment) { gateway in
                let client = PythonClient(of: gateway, for: bench)
                let answers = try await client.play("call", "add", #"{"a":1,"b":2}"#, "echo", #"{"message":"x"}"#)
                #expect(answers.map(\.text) == ["3", "x"])
                _ = try await client.play("call", "add", "{}", "no such tool", "{}")
                for path in ["metrics", "ready"] {
                    let url = gateway.url.replacing("/mcp", with: "/\(path)")
                    let answer = try await Command(
                        executable: "/usr/bin/curl",
                        arguments: ["--silent", "--header", "Authorization: Bearer \(gateway.token)", url]
                    ).run()
                    #expect(!answer.output.isEmpty)
                    expectSilence(of: answer.output, path, gateway.token)
                }
                try gateway.companion.send(.terminate)
                for await line in gateway.companion.lines { expectSilence(of: line, "the gateway", gateway.token) }
            }
        }

        private func expectCleanLabels(_ bench: Workbench) async throws {
            let containers = try await bench.containers()
            #expect(!containers.isEmpty)
            for container in containers {
                let labels = try await Engine.inspect(container.id).configuration.labels
                expectSilence(of: "\(labels)", "labels")
            }
        }

        /// Everything that was written: saved plans, traces, caches, states; but not the manifests.
        private func expectCleanFiles(_ bench: Workbench) throws {
            let files = try #require(FileManager.default.subpaths(atPath: bench.directory.string))
            var count = 0
            for file in files where !file.hasPrefix("servers/") {
                guard let bytes = FileManager.default.contents(atPath: bench.path(file)) else { continue }
                count += 1
                expectSilence(of: String(decoding: bytes, as: UTF8.self), file)
            }
            #expect(count > 3)
        }

        private func expectSilence(of text: String, _ place: String, _ more: String...) {
            for canary in Self.all + more where text.contains(canary) {
                Issue.record("\(canary) is in what \(place) says: \(text.prefix(2000))")
            }
        }
    }
}
