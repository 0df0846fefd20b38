import CallTraces
import Logging
import Spec

/// Writes a line to the log for every call.
package struct CallLog: GatewayObserver {
    package init() {}

    package func ended(_ call: EndedCall) {
        let call = call.trace
        var metadata: Logger.Metadata = [
            "request.id": "\(call.id)", "mcp.method": "\(call.method)", "mcp.server": "\(call.server)",
            "mcp.target": "\(UntrustedText.escaping(String(call.target.prefix(128))))",
            "mcp.session": "\(call.session)",
            "outcome": "\(call.outcome.rawValue)", "duration.us": "\(call.duration)",
            "bytes.in": "\(call.requestBytes)", "bytes.out": "\(call.resultBytes)",
        ]
        if let client = call.client { metadata["mcp.client"] = "\(UntrustedText.escaping(client))" }
        if let error = call.error { metadata["error"] = "\(UntrustedText.escaping(String(error.prefix(256))))" }
        Logger.current.info("a call ended", metadata: metadata)
    }
}
