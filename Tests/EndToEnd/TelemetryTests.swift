import Testing

extension OnTheEngine {
    /// Spans and metrics, as a collector and a scraper get them.
    @Suite(.timeLimit(.minutes(5)))
    struct TelemetryTests {
        private static let trace = "0af7651916cd43dd8448eb211c80319c"
        private static let parent = "b7ad6b7169203331"

        private func python(_ script: String, _ arguments: String..., environment: [String: String] = [:]) -> Command {
            Command(
                executable: Installation.python,
                arguments: [Installation.pythonScript(script)] + arguments,
                environment: environment
            )
        }

        @Test func aCallIsCountedTimedAndTraced() async throws {
            try await Workbench.lend { bench in
                try await Companion.running(python("remote.py", "json")) { remote in
                    try await Companion.running(python("collector.py")) { collector in
                        let port = try await remote.line { $0.hasPrefix("port ") }.dropFirst(5)
                        let collecting = try await collector.line { $0.hasPrefix("port ") }.dropFirst(5)
                        let url = "http://127.0.0.1:\(port)/mcp"
                        try bench.write(
                            "type: remote\nremote: { url: \"\(url)\", allowPrivateAddresses: true }\n",
                            to: "servers/remote.yaml"
                        )
                        try bench.writeProfile("- name: remote\n  ref: file://servers/remote.yaml")
                        let variables = [
                            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:\(collecting)",
                            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=k", "OTEL_BSP_SCHEDULE_DELAY": "200",
                        ]
                        let output = try await bench.withGateway(environment: variables) { gateway in
                            let traceparent = "00-\(Self.trace)-\(Self.parent)-01"
                            let environment = ["MCP_URL": gateway.url, "MCP_TOKEN": gateway.token]
                            return try await python("raw.py", "meta", "{}", traceparent, environment: environment).run()
                        }.output
                        #expect(output.status == 0, "\(output)")
                        let seen = try #require(
                            output.output.firstMatch(of: /"traceparent":"00-([0-9a-f]{32})-([0-9a-f]{16})-01"/)
                        )
                        #expect(seen.1 == Self.trace && seen.2 != Self.parent)
                        #expect(output.output.contains("\"other\":1"))
                        #expect(output.output.contains(/mcp_tool_calls_total\{[^}]*mcp_tool_name="meta"[^}]*\} 1/))
                        #expect(output.output.contains(/mcp_initialize_total\{[^}]*mcp_client_version="7"[^}]*\} 1/))
                        let span = try await collector.line { $0.contains("/v1/traces") }
                        #expect(span.contains(Self.trace) && span.contains(Self.parent) && span.contains("\(seen.2)"))
                        #expect(span.contains("\"mcp.tool.call\"") && span.contains("\"key\": \"k\""))
                        // What is left is exported at the end.
                        let metrics = try await collector.line { $0.contains("/v1/metrics") }
                        #expect(metrics.contains("mcp.tool.duration"))
                    }
                }
            }
        }
    }
}
