import CallTraces
package import ModelContextProtocol
package import Spec
import Synchronization
package import Telemetry

/// Counts and times what happens, under the names that Docker's MCP Gateway gives its metrics, so that its dashboards
/// work.
///
/// Names of clients and tools are labels; URIs are not, as there is no end of them.
package final class CallMetrics: GatewayObserver {
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
    private static let withheld = Metric(
        "mcp.lock.withheld",
        .gauge,
        "Entries of a server's lists that clients do not see because they are not as they were locked."
    )
    private static let longestLabel = 128

    /// What the metrics of a call are told apart by.
    private struct Kind: Hashable {
        let method: MCPMethod
        let server: String
        let serverType: String
        /// Nil where there is no end of them.
        let name: String?
        let client: String?

        init(_ call: EndedCall) {
            method = call.destination.method
            server = call.address.server.text
            serverType = call.serverType
            client = call.client
            switch call.destination {
            case .tool(let text), .prompt(let text): name = CallMetrics.label(text)
            case .resource, .completionOfPrompt, .completionOfTemplate: name = nil
            }
        }

        var family: Family {
            switch method {
            case .promptsGet: CallMetrics.prompts
            case .resourcesRead: CallMetrics.resources
            case .complete: CallMetrics.completions
            default: CallMetrics.tools
            }
        }

        /// Without the client's.
        var labels: [(String, String?)] {
            [
                ("mcp.server.name", server), ("mcp.server.type", serverType), ("mcp.\(family.noun).name", name),
            ]
        }
    }

    /// Where the calls of one kind are counted.
    private struct Series {
        let calls: MetricSeries
        let duration: MetricSeries

        init(_ kind: Kind, in registry: MetricRegistry) {
            let labels = MetricLabels(kind.labels + [("mcp.client.name", kind.client.map(CallMetrics.label))])
            calls = registry.series(of: kind.family.calls, labels)
            duration = registry.series(of: kind.family.duration, labels)
        }
    }

    private let registry: MetricRegistry
    private let series = Mutex<[Kind: Series]>([:])

    package init(_ registry: MetricRegistry, transport: String, profile: String) {
        self.registry = registry
        registry.add(to: Self.starts, ["mcp.gateway.transport": transport, "mcp.gateway.profile": profile])
    }

    package func ended(_ call: EndedCall) {
        let kind = Kind(call)
        let series = series.withLock { known -> Series in
            if let series = known[kind] { return series }
            // What has too many names is not kept: the registry bounds what there is.
            if known.count >= MetricRegistry.maximumSeries { known = [:] }
            let series = Series(kind, in: registry)
            known[kind] = series
            return series
        }
        series.calls.add()
        series.duration.record(call.duration.milliseconds)
        guard call.outcome != .ok else { return }
        let labels = kind.labels + [("mcp.error.type", call.outcome.rawValue)]
        registry.add(to: kind.family.errors, MetricLabels(labels))
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

    package func withheld(_ count: Int, of kind: ListKind, from server: ServerName) {
        let labels: MetricLabels = ["mcp.server.name": server.text, "mcp.list.kind": kind.metricName]
        registry.set(Self.withheld, to: Double(count), labels)
    }

    private static func label(_ text: String) -> String {
        text.utf8.count <= longestLabel ? text : String(text.prefix(longestLabel))
    }
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
