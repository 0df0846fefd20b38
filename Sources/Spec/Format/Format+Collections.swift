extension Format {
    /// A list whose elements have one format; an element with a mistake is left out.
    static func list<Element>(of element: Format<Element>) -> Self where Value == [Element] {
        Format([.list], expecting: "a list", schema: ["type": "array", "items": element.schema]) { node, diagnostics in
            (node.elements ?? []).compactMap { node in
                let count = diagnostics.count
                let value = element.read(node, &diagnostics)
                return diagnostics.count == count ? value : nil
            }
        }
    }

    /// A mapping from names that follow a rule to values of one format.
    static func map<Element>(_ rule: TextRule, to element: Format<Element>) -> Self where Value == [Named<Element>] {
        let schema: JSONValue = [
            "type": "object",
            "propertyNames": ["pattern": .string(rule.pattern)],
            "additionalProperties": element.schema,
        ]
        return Format([.mapping], expecting: "a mapping", schema: schema) { node, diagnostics in
            (node.entries ?? []).compactMap { entry in
                if !rule.accepts(entry.key) {
                    let message = "'\(entry.key)' is no \(rule.noun)"
                    diagnostics.append(Diagnostic(.badValue, message, at: entry.keyLocation, suggestion: rule.hint))
                }
                return element.read(entry.value, &diagnostics)
                    .map { Named(name: entry.key, location: entry.keyLocation, value: $0) }
            }
        }
    }
}

/// A value of a mapping with its key.
struct Named<Value: Sendable>: Sendable {
    let name: String
    let location: SourceLocation
    let value: Value
}
