import CallTraces
package import ModelContextProtocol
package import Telemetry

/// Counts and times what happens, under the names that Docker's MCP Gateway gives its metrics, so that its dashboards
/// work.
///
/// Names of clients and tools are labels; URIs are not, as there is no end of them.
package struct CallMetrics: GatewayObserver {
    /// The metrics of one kind of request.
    private struct Family: Sendable {
        let noun: String
        let calls: Metric
        let errors: Metric
        let duration: Metric

        init(_ noun: String, calls: String) {
            self.noun = noun
            let plural = "mcp.\(noun).\(calls)"
            self.calls = Metric(plural, .counter, "Requests for a \(noun).")
            errors = Metric("mcp.\(noun).errors", .counter, "Requests for a \(noun) that failed.")
            duration = Metric("mcp.\(noun).duration", .histogram, unit: "ms", "How long requests for a \(noun) took.")
        }
    }

    private static let tools = Family("tool", calls: "calls")
    private static let prompts = Family("prompt", calls: "gets")
    private static let resources = Family("resource", calls: "reads")
    private static let completions = Family("completion", calls: "requests")
    private static let starts = Metric("mcp.gateway.starts", .counter, "Starts of the gateway.")
    private static let initialized = Metric("mcp.initialize", .counter, "Handshakes of clients.")
    private static let longestLabel = 128

    private let registry: MetricRegistry

    package init(_ registry: MetricRegistry, transport: String, profile: String) {
        self.registry = registry
        registry.add(to: Self.starts, ["mcp.gateway.transport": transport, "mcp.gateway.profile": profile])
    }

    package func ended(_ call: EndedCall) {
        let trace = call.trace
        let family =
            switch MCPMethod(rawValue: trace.method) {
            case .promptsGet: Self.prompts
            case .resourcesRead: Self.resources
            case .complete: Self.completions
            default: Self.tools
            }
        let name = ["tool", "prompt"].contains(family.noun) ? Self.label(trace.target) : nil
        let shared: [(String, String?)] = [
            ("mcp.server.name", trace.server), ("mcp.server.type", call.serverType), ("mcp.\(family.noun).name", name),
        ]
        let client: [(String, String?)] = [("mcp.client.name", trace.client.map(Self.label))]
        registry.add(to: family.calls, MetricLabels(shared + client))
        registry.record(Double(trace.duration) / 1000, in: family.duration, MetricLabels(shared + client))
        guard trace.outcome != .ok else { return }
        registry.add(to: family.errors, MetricLabels(shared + [("mcp.error.type", trace.outcome.rawValue)]))
    }

    package func initialized(client: String?, version: String?) {
        let labels: MetricLabels = [
            "mcp.client.name": client.map(Self.label), "mcp.client.version": version.map(Self.label),
        ]
        registry.add(to: Self.initialized, labels)
    }

    package func listed(_ kind: ListKind, client: String?) {
        let metric = Metric("mcp.list.\(kind.metricName)", .counter, "Lists of \(kind.noun)s that clients have read.")
        registry.add(to: metric, ["mcp.client.name": client.map(Self.label)])
    }

    package func discovered(_ count: Int, of kind: ListKind) {
        let metric = Metric("mcp.\(kind.metricName).discovered", .gauge, "\(kind.noun)s that clients see.")
        registry.set(metric, to: Double(count))
    }

    private static func label(_ text: String) -> String { String(text.prefix(longestLabel)) }
}

extension ListKind {
    fileprivate var metricName: String {
        switch self {
        case .tools: "tools"
        case .prompts: "prompts"
        case .resources: "resources"
        case .resourceTemplates: "resource_templates"
        }
    }
}
