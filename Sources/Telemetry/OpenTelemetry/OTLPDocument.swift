import FoundationEssentials

/// The JSON of OTLP (opentelemetry-proto, JSON protobuf encoding): 64-bit integers are strings.
struct OTLPDocument {
    private static let scope = #"{"name":"mcp-reconcile"}"#

    let resource: [String: String]

    func spans(_ spans: [Span]) -> String {
        let list = spans.map(span).joined(separator: ",")
        return
            #"{"resourceSpans":[{"resource":\#(resourceJSON),"scopeSpans":[{"scope":\#(Self.scope),"spans":[\#(list)]}]}]}"#
    }

    /// - Parameters:
    ///   - families: Cumulative values.
    ///   - start: When counting began, in nanoseconds since 1970.
    ///   - now: In nanoseconds since 1970.
    /// - Returns: The body of an `ExportMetricsServiceRequest`.
    func metrics(_ families: [MetricRegistry.Family], since start: Int64, at now: Int64) -> String {
        let list = families.map { metric($0, start, now) }.joined(separator: ",")
        return
            #"{"resourceMetrics":[{"resource":\#(resourceJSON),"scopeMetrics":[{"scope":\#(Self.scope),"metrics":[\#(list)]}]}]}"#
    }

    private var resourceJSON: String { #"{"attributes":\#(Self.attributes(resource))}"# }

    private func span(_ span: Span) -> String {
        let parent = span.parentID.map { #","parentSpanId":"\#($0)""# } ?? ""
        let end = (span.start + span.duration) * 1000
        let status = span.error.map { #"{"code":2,"message":\#(Self.quoted($0))}"# } ?? "{}"
        return #"{"traceId":"\#(span.context.traceID)","spanId":"\#(span.context.spanID)"\#(parent),"#
            + #""name":\#(Self.quoted(span.name)),"kind":\#(span.kind.rawValue),"#
            + #""startTimeUnixNano":"\#(span.start * 1000)","endTimeUnixNano":"\#(end)","#
            + #""attributes":\#(Self.attributes(span.attributes)),"status":\#(status)}"#
    }

    private func metric(_ family: MetricRegistry.Family, _ start: Int64, _ now: Int64) -> String {
        let points = family.series.map { labels, value in
            let attributes = Self.attributes(labels.pairs.map { ($0.name, $0.value) })
            let times = #""attributes":\#(attributes),"startTimeUnixNano":"\#(start)","timeUnixNano":"\#(now)""#
            switch value {
            case .number(let number): return #"{\#(times),"asDouble":\#(number)}"#
            case .histogram(let histogram):
                let counts = histogram.counts.map { #""\#($0)""# }.joined(separator: ",")
                let bounds = Histogram.bounds.map { "\($0)" }.joined(separator: ",")
                return #"{\#(times),"count":"\#(histogram.count)","sum":\#(histogram.sum),"#
                    + #""bucketCounts":[\#(counts)],"explicitBounds":[\#(bounds)]}"#
            }
        }
        .joined(separator: ",")
        let data =
            switch family.metric.kind {
            case .counter: #""sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[\#(points)]}"#
            case .gauge: #""gauge":{"dataPoints":[\#(points)]}"#
            case .histogram: #""histogram":{"aggregationTemporality":2,"dataPoints":[\#(points)]}"#
            }
        let (name, summary) = (Self.quoted(family.metric.name), Self.quoted(family.metric.summary))
        return #"{"name":\#(name),"description":\#(summary),"unit":\#(Self.quoted(family.metric.unit)),\#(data)}"#
    }

    private static func attributes(_ values: [String: String]) -> String {
        attributes(values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private static func attributes(_ values: [(String, String)]) -> String {
        let list = values.map { #"{"key":\#(quoted($0)),"value":{"stringValue":\#(quoted($1))}}"# }
        return "[\(list.joined(separator: ","))]"
    }

    private static func quoted(_ text: String) -> String {
        guard let data = try? JSONEncoder().encode(text) else { return "\"\"" }
        return String(decoding: data, as: UTF8.self)
    }
}
