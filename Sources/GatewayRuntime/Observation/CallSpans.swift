import CallTraces
import ModelContextProtocol
package import Telemetry

/// Exports a span for every call, under the name that Docker's MCP Gateway gives it.
package struct CallSpans: GatewayObserver {
    private let exporter: OTLPExporter

    package init(_ exporter: OTLPExporter) {
        self.exporter = exporter
    }

    package func ended(_ call: EndedCall) {
        guard let context = call.span?.context, context.isSampled else { return }
        let trace = call.trace
        let (name, key) =
            switch call.destination.method {
            case .promptsGet: ("mcp.prompt.get", "mcp.prompt.name")
            case .resourcesRead: ("mcp.resource.read", "mcp.resource.uri")
            case .complete: ("mcp.completion.complete", "mcp.completion.target")
            default: ("mcp.tool.call", "mcp.tool.name")
            }
        var attributes = [
            "mcp.server.name": trace.server, "mcp.server.type": call.serverType, key: trace.target,
            "mcp.method.name": trace.method, "mcp.request.id": trace.id, "mcp.session.id": trace.session,
            "mcp.outcome": trace.outcome.rawValue,
        ]
        attributes["mcp.client.name"] = trace.client
        exporter.export(
            Span(
                name: name,
                kind: .client,
                context: context,
                parentID: call.span?.parent?.spanID,
                start: trace.start,
                duration: trace.duration,
                attributes: attributes,
                error: trace.outcome == .ok ? nil : trace.error ?? trace.outcome.rawValue
            )
        )
    }
}
