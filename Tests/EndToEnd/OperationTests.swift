import FoundationEssentials
import Testing

extension OnTheEngine {
    /// What people who operate a gateway rely on.
    @Suite(.timeLimit(.minutes(5)))
    struct OperationTests {
        @Test(arguments: [Transport.stdio, .streaming])
        func theFirstListComesFromTheLastStart(transport: Transport) async throws {
            try await Workbench.lend { bench in
                try bench.write("", to: "data/unused")
                try bench.writeProfile(
                    "- name: one",
                    "  ref: docker://mcp-reconcile-e2e/faulty:1",
                    "  command: [waits]",
                    "  mounts: [ { source: ./data, target: /data } ]"
                )
                try await PythonClient.lend(to: bench, over: transport) { client in
                    let answer = try await client.play("call", "work", #"{"message":"learned"}"#)
                    #expect(answer.first?.text == "learned")
                }
                // From now on the server does not answer the gateway's handshake.
                try bench.write("", to: "data/wait")
                try await PythonClient.lend(to: bench, over: transport) { client in
                    #expect(try await client.play("surface", "work").first?.tools == ["work"])
                    try await client.play("call", "work", #"{"message":"waited"}"#) { nextReport in
                        try FileManager.default.removeItem(atPath: bench.path("data/wait"))
                        #expect(try await nextReport().text == "waited")
                    }
                }
            }
        }

        @Test func whatNeverStartsIsNotListed() async throws {
            try await Workbench.lend { bench in
                try bench.write("#!/bin/sh\n", to: "data/file")
                let item = "mounts: [ { source: ./data/file, target: /data/file } ]"
                try bench.writeProfile(try bench.echoServer("one", item: item), try bench.echoServer("two"))
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    _ = try await client.play("surface", "one__echo")
                }
                try await Engine.remove(try await bench.container(of: "one").id)
                // The engine mounts no file that is not there.
                try FileManager.default.removeItem(atPath: bench.path("data/file"))
                try await PythonClient.lend(to: bench, over: .streaming) { client in
                    let tools = try await client.play("surface", "echo").first?.tools
                    #expect(tools?.contains("echo") == true && tools?.contains { $0.hasPrefix("one") } == false)
                }
            }
        }

        @Test func aBurstOfCallsFindsCopiesThatWait() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", item: "isolation: call\nwarm: 3"))
                try await bench.withGateway { gateway in
                    try await bench.expectContainers(4)
                    let client = PythonClient(of: gateway, for: bench)
                    #expect(try await client.play("many", "6", "echo", "{}").first?.count == 6)
                    try await bench.expectContainers(4)
                }
                #expect(try await bench.containers().count == 1)
            }
        }

        @Test func containersAreKeptForThoseWhoAsk() async throws {
            let source = ["--path", ".", "--keep"]
            try await Workbench.lend { bench in
                try bench.writeProfile(try bench.echoServer("one", item: "isolation: call\nwarm: 0"))
                for _ in 0..<2 {
                    try await bench.withGateway(source: source) { gateway in
                        let client = PythonClient(of: gateway, for: bench)
                        let answer = try await client.play("call", "echo", #"{"message":"kept"}"#)
                        #expect(answer.first?.text == "kept")
                    }
                }
                // Another gateway that keeps leaves them, and the engine takes its time to say that they have ended.
                while try await bench.containers().filter({ $0.state == "exited" }).count != 2 {
                    try await Task.sleep(for: .milliseconds(50))
                }
                #expect(try await bench.containers().count == 3)
                try await bench.withGateway { _ in try await bench.expectContainers(1) }

                try await bench.withGateway(source: source) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    _ = try await client.play("call", "echo", #"{"message":"kept"}"#)
                }
                #expect(try await bench.containers().count == 2)
                let result = try await bench.program("destroy", "--yes")
                #expect(result.status == 0 && result.error.contains("removed 1 kept container"), "\(result)")
                #expect(try await bench.containers().isEmpty)
            }
        }

        private struct LogLine: Decodable {
            let time, server, container, source, text: String
        }

        @Test func whatServersWriteCanBeRead() async throws {
            try await Workbench.lend { bench in
                try bench.writeProfile(
                    try bench.echoServer("bad", arguments: ["--no-such-option"]),
                    try bench.echoServer("one", arguments: ["--banner"])
                )
                let nothing = try await bench.program("logs", "one")
                #expect(nothing.status == 0 && nothing.output.isEmpty && nothing.error.contains("no gateway has kept"))
                let following = bench.command(["logs", "bad", "--follow"])
                try await Companion.running(following) { logs in
                    try await bench.withGateway { gateway in
                        _ = try await logs.line(containing: " stderr ")
                        _ = try await gateway.companion.line { $0.contains("reconciled") }
                    }
                }
                let result = try await bench.program("logs", "--format", "json", "--since", "1h")
                let lines = try result.output.split(separator: "\n").map {
                    try JSONDecoder().decode(LogLine.self, from: Data($0.utf8))
                }
                #expect(lines.contains { $0.server == "bad" && $0.source == "stderr" }, "\(result)")
                #expect(lines.contains { $0.server == "one" && $0.source == "stdout" }, "\(result)")
                #expect(lines.contains { $0.server == "one" && $0.source == "gateway" && $0.text.contains("serves 4") })
                #expect(
                    lines.map(\.time) == lines.map(\.time).sorted() && lines.allSatisfy { $0.container.count == 12 }
                )
                let last = try await bench.program("logs", "one", "--tail", "1")
                #expect(last.output.split(separator: "\n").count == 1)
                let unknown = try await bench.program("logs", "other")
                #expect(unknown.status == 3 && unknown.error.contains("bad, one"), "\(unknown)")
            }
        }

        @Test func anErrorLeadsToItsLogLineAndTrace() async throws {
            try await Workbench.lend { bench in
                let item = "timeouts: { call: 1s }"
                try bench.writeProfile(try bench.echoServer("one", arguments: ["--hang-at", "call"], item: item))
                let source = ["--path", ".", "--traces", "--log-format", "json"]
                let id = try await bench.withGateway(source: source) { gateway in
                    let client = PythonClient(of: gateway, for: bench)
                    let text = try #require(try await client.play("call", "echo", "{}").first?.text)
                    let id = String(try #require(text.firstMatch(of: /\(request ([0-9A-Za-z]{22})\)/)).output.1)
                    let line = try await gateway.companion.line { $0.contains("a request failed") }
                    let record = try JSONDecoder().decode([String: String].self, from: Data(line.utf8))
                    #expect(
                        record["request.id"] == id && record["level"] == "warning" && record["mcp.server"] == "dev/one"
                    )
                    return id
                }
                .output
                let trace = try await bench.program("traces", "show", id)
                #expect(trace.status == 0 && trace.output.contains("timed_out"), "\(trace)")
            }
        }
    }
}
