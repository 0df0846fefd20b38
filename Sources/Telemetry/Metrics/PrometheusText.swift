/// Metrics in the text format that Prometheus scrapes (exposition format 0.0.4).
package enum PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package static func text(_ families: [MetricRegistry.Family]) -> String {
        families.map(text).joined()
    }

    private static func text(_ family: MetricRegistry.Family) -> String {
        let name = name(of: family.metric)
        let type =
            switch family.metric.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        var result = "# HELP \(name) \(family.metric.summary)\n# TYPE \(name) \(type)\n"
        for (labels, value) in family.series {
            switch value {
            case .number(let number): result += "\(name)\(text(labels)) \(text(number))\n"
            case .histogram(let histogram): result += text(histogram, name, labels)
            }
        }
        return result
    }

    private static func text(_ histogram: Histogram, _ name: String, _ labels: MetricLabels) -> String {
        var (result, sum) = ("", UInt64(0))
        let bounds = Histogram.bounds.map(text) + ["+Inf"]
        for (bound, count) in zip(bounds, histogram.counts) {
            sum += count
            result += "\(name)_bucket\(text(labels, more: #"le="\#(bound)""#)) \(sum)\n"
        }
        result += "\(name)_sum\(text(labels)) \(text(histogram.sum))\n"
        result += "\(name)_count\(text(labels)) \(histogram.count)\n"
        return result
    }

    /// As OpenTelemetry's compatibility rules name it: with its unit, and `_total` for counters.
    private static func name(of metric: Metric) -> String {
        let base = sanitised(metric.name)
        let unit = metric.unit == "ms" ? "_milliseconds" : ""
        return base + unit + (metric.kind == .counter ? "_total" : "")
    }

    private static func text(_ labels: MetricLabels, more: String? = nil) -> String {
        var parts = labels.pairs.map { #"\#(sanitised($0.name))="\#(escaped($0.value))""# }
        if let more { parts.append(more) }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    private static func sanitised(_ name: String) -> String {
        String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" ? $0 : "_" })
    }

    private static func escaped(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private static func text(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    }
}
