/// One thing that is measured.
package struct Metric: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// Only grows.
        case counter
        /// Goes up and down.
        case gauge
        /// How values spread.
        case histogram
    }

    /// In the form of OpenTelemetry, with dots.
    package let name: String
    package let kind: Kind
    /// In UCUM; `1` for what is counted.
    package let unit: String
    package let summary: String

    package init(_ name: String, _ kind: Kind, unit: String = "1", _ summary: String) {
        (self.name, self.kind, self.unit, self.summary) = (name, kind, unit, summary)
    }
}

/// What tells the series of one metric apart, sorted by name.
package struct MetricLabels: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    package let pairs: [Pair]

    package struct Pair: Hashable, Sendable {
        /// In the form of OpenTelemetry, with dots.
        package let name: String
        package let value: String
    }

    package init(dictionaryLiteral elements: (String, String?)...) {
        self.init(elements.map { ($0, $1) })
    }

    package init(_ pairs: [(String, String?)]) {
        self.pairs = pairs.compactMap { name, value in value.map { Pair(name: name, value: $0) } }
            .sorted { $0.name < $1.name }
    }
}
