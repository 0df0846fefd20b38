import Glibc

/// Where telemetry is exported to, by the standard variables (OpenTelemetry, environment variable specification and
/// OTLP exporter).
package struct OTLPConfiguration: Hashable, Sendable {
    package struct Endpoint: Hashable, Sendable {
        package let url: String
        package let headers: [Header]
    }

    package struct Header: Hashable, Sendable, CustomStringConvertible {
        package let name: String
        package let value: String

        /// Values may be credentials.
        package var description: String { name }
    }

    /// Which new traces are recorded.
    package enum Sampler: Hashable, Sendable {
        case ratio(Double, honoursParent: Bool)
    }

    package let traces: Endpoint?
    package let metrics: Endpoint?
    package let resource: [String: String]
    package let metricInterval: Duration
    package let spanDelay: Duration
    package let maximumQueue: Int
    package let maximumBatch: Int
    package let sampler: Sampler
    /// What cannot be honoured, for people.
    package let problems: [String]

    package var isEnabled: Bool { traces != nil || metrics != nil }

    package init(
        version: String,
        variable: @escaping (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) {
        let value = { (name: String) in variable(name).flatMap { $0.isEmpty ? nil : $0 } }
        var problems: [String] = []
        let isDisabled = value("OTEL_SDK_DISABLED")?.lowercased() == "true"
        traces = isDisabled ? nil : Self.endpoint("TRACES", "v1/traces", value, &problems)
        metrics = isDisabled ? nil : Self.endpoint("METRICS", "v1/metrics", value, &problems)
        var resource = Self.pairs(value("OTEL_RESOURCE_ATTRIBUTES") ?? "")
        resource["service.name"] = value("OTEL_SERVICE_NAME") ?? resource["service.name"] ?? "mcp-reconcile"
        resource["service.version"] = version
        self.resource = resource
        metricInterval = .milliseconds(Self.number("OTEL_METRIC_EXPORT_INTERVAL", value, 60_000))
        spanDelay = .milliseconds(Self.number("OTEL_BSP_SCHEDULE_DELAY", value, 5000))
        maximumQueue = Self.number("OTEL_BSP_MAX_QUEUE_SIZE", value, 2048)
        maximumBatch = min(Self.number("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", value, 512), maximumQueue)
        sampler = Self.sampler(value, &problems)
        self.problems = problems
    }

    private static func endpoint(
        _ signal: String,
        _ path: String,
        _ value: (String) -> String?,
        _ problems: inout [String]
    ) -> Endpoint? {
        guard value("OTEL_\(signal)_EXPORTER").map({ $0 == "otlp" }) ?? true else { return nil }
        let own = value("OTEL_EXPORTER_OTLP_\(signal)_ENDPOINT")
        let common = value("OTEL_EXPORTER_OTLP_ENDPOINT").map { $0 + ($0.hasSuffix("/") ? "" : "/") + path }
        guard let url = own ?? common else { return nil }
        let protocolName = value("OTEL_EXPORTER_OTLP_\(signal)_PROTOCOL") ?? value("OTEL_EXPORTER_OTLP_PROTOCOL")
        guard protocolName != "grpc" else {
            problems.append(
                "OTLP over gRPC is not supported: set OTEL_EXPORTER_OTLP_PROTOCOL to http/json, and the port of OTLP/HTTP"
            )
            return nil
        }
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            problems.append("the OTLP endpoint '\(url)' is no http:// or https:// URL")
            return nil
        }
        let text = value("OTEL_EXPORTER_OTLP_\(signal)_HEADERS") ?? value("OTEL_EXPORTER_OTLP_HEADERS") ?? ""
        let headers = pairs(text).sorted { $0.key < $1.key }.map { Header(name: $0.key, value: $0.value) }
        return Endpoint(url: url, headers: headers)
    }

    private static func sampler(_ value: (String) -> String?, _ problems: inout [String]) -> Sampler {
        let ratio = value("OTEL_TRACES_SAMPLER_ARG").flatMap(Double.init).map { min(max($0, 0), 1) } ?? 1
        switch value("OTEL_TRACES_SAMPLER") {
        case nil, "parentbased_always_on": return .ratio(1, honoursParent: true)
        case "always_on": return .ratio(1, honoursParent: false)
        case "always_off": return .ratio(0, honoursParent: false)
        case "parentbased_always_off": return .ratio(0, honoursParent: true)
        case "traceidratio": return .ratio(ratio, honoursParent: false)
        case "parentbased_traceidratio": return .ratio(ratio, honoursParent: true)
        case .some(let other):
            problems.append("the sampler '\(other)' of OTEL_TRACES_SAMPLER is not known; every trace is recorded")
            return .ratio(1, honoursParent: true)
        }
    }

    private static func number(_ name: String, _ value: (String) -> String?, _ standard: Int) -> Int {
        value(name).flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? standard
    }

    /// `name=value,name=value`, with percent escapes in values (W3C Baggage).
    private static func pairs(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            result[trimmed(pair[0])] = unescaped(trimmed(pair[1]))
        }
        return result
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }

    private static func unescaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension OTLPConfiguration.Sampler {
    /// Where a call belongs: under its parent, or in a trace of its own.
    package func context(under parent: TraceContext?) -> TraceContext {
        guard case .ratio(let ratio, let honoursParent) = self else { return .root(isSampled: true) }
        let isChosen = ratio >= 1 || Double.random(in: 0..<1) < ratio
        guard let parent else { return .root(isSampled: isChosen) }
        let child = parent.child()
        return honoursParent
            ? child : TraceContext(traceID: child.traceID, spanID: child.spanID, isSampled: isChosen)
    }
}
