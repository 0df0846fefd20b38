import Telemetry
import Testing

@Suite struct PrometheusTextTests {
    @Test func `metrics are written as Prometheus reads them`() {
        let registry = MetricRegistry()
        let calls = Metric("mcp.tool.calls", .counter, "Calls of tools.")
        registry.add(to: calls, ["mcp.tool.name": "a\"b\\\n", "mcp.client.name": nil])
        registry.add(2, to: calls, ["mcp.tool.name": "a\"b\\\n"])
        registry.set(Metric("mcp.tools.discovered", .gauge, "Tools."), to: 1.5)
        registry.record(3, in: Metric("mcp.tool.duration", .histogram, unit: "ms", "How long."), ["s": "x"])
        registry.record(100_000, in: Metric("mcp.tool.duration", .histogram, unit: "ms", "How long."), ["s": "x"])
        let text = PrometheusText.text(registry.snapshot)
        #expect(
            text.contains(
                "# TYPE mcp_tool_calls_total counter\nmcp_tool_calls_total{mcp_tool_name=\"a\\\"b\\\\\\n\"} 3\n"
            )
        )
        #expect(text.contains("mcp_tools_discovered 1.5\n"))
        #expect(text.contains("mcp_tool_duration_milliseconds_bucket{s=\"x\",le=\"2\"} 0\n"))
        #expect(text.contains("mcp_tool_duration_milliseconds_bucket{s=\"x\",le=\"5\"} 1\n"))
        #expect(text.contains("mcp_tool_duration_milliseconds_bucket{s=\"x\",le=\"+Inf\"} 2\n"))
        #expect(text.contains("mcp_tool_duration_milliseconds_sum{s=\"x\"} 100003\n"))
        #expect(text.contains("mcp_tool_duration_milliseconds_count{s=\"x\"} 2\n"))
    }

    @Test func `series are bounded`() {
        let registry = MetricRegistry()
        let calls = Metric("calls", .counter, "Calls.")
        for number in 0..<(MetricRegistry.maximumSeries + 500) { registry.add(to: calls, ["name": "\(number)"]) }
        let series = registry.snapshot[0].series
        #expect(series.count == MetricRegistry.maximumSeries + 1)
        #expect(series.first { $0.labels == ["name": "other"] }?.value == .number(500))
    }
}

@Suite struct TraceContextTests {
    @Test func `a traceparent is read and continued`() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let context = try #require(TraceContext(traceparent: text))
        #expect(context.traceparent == text)
        #expect(context.child().traceID == context.traceID && context.child().spanID != context.spanID)
        #expect(TraceContext(traceparent: TraceContext.root(isSampled: false).traceparent)?.isSampled == false)
        #expect(TraceContext(traceparent: "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more") != nil)
    }

    @Test(arguments: [
        "", "00", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
    ])
    func `others are ignored`(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }
}

@Suite struct OTLPConfigurationTests {
    private func configuration(_ variables: [String: String]) -> OTLPConfiguration {
        OTLPConfiguration(version: "1") { variables[$0] }
    }

    @Test func `nothing is exported unless an endpoint is named`() {
        #expect(!configuration([:]).isEnabled)
        #expect(!configuration(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_SDK_DISABLED": "true"]).isEnabled)
    }

    @Test func `the standard variables are honoured`() {
        let configuration = configuration([
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:4318", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://b/m",
            "OTEL_EXPORTER_OTLP_HEADERS": "x-key=a%20b, y=2", "OTEL_SERVICE_NAME": "s",
            "OTEL_RESOURCE_ATTRIBUTES": "deployment.environment=prod,service.name=t", "OTEL_BSP_MAX_QUEUE_SIZE": "10",
        ])
        #expect(configuration.traces?.url == "http://a:4318/v1/traces")
        #expect(configuration.metrics?.url == "http://b/m")
        #expect(configuration.traces?.headers.map(\.value) == ["a b", "2"])
        #expect(configuration.resource["service.name"] == "s")
        #expect(configuration.resource["deployment.environment"] == "prod")
        #expect(configuration.maximumQueue == 10 && configuration.maximumBatch == 10)
        #expect(!"\(configuration)".contains("a b"), "headers may be credentials")
    }

    @Test func `what cannot be honoured is said`() {
        let variables = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://a", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"]
        #expect(configuration(variables).traces == nil)
        #expect(configuration(variables).problems.count == 2)
        #expect(configuration(["OTEL_TRACES_SAMPLER": "odd"]).problems.count == 1)
    }
}
