extension Format where Value == String {
    /// Any string.
    static var string: Self {
        Format([.string], expecting: "a string", schema: ["type": "string"]) { node, _ in node.string }
    }

    /// A string that follows a rule.
    static func string(_ rule: TextRule) -> Self {
        Format([.string], expecting: "a string", schema: ["type": "string", "pattern": .string(rule.pattern)]) {
            node,
            diagnostics in
            guard let text = node.string, rule.accepts(text) else {
                diagnostics.append(.badValue(node, noun: rule.noun, hint: rule.hint))
                return nil
            }
            return text
        }
    }

    /// A string, a number or a truth value, taken as the text that is written.
    static var text: Self {
        Format(
            [.string, .integer, .number, .boolean],
            expecting: "a string",
            schema: ["type": ["string", "number", "boolean"]]
        ) { node, _ in node.text }
    }
}

extension Format {
    /// A string that follows a rule and thereby names a value.
    static func parsed(_ rule: TextRule, _ parse: @escaping @Sendable (String) -> Value?) -> Self {
        Format([.string], expecting: "a string", schema: ["type": "string", "pattern": .string(rule.pattern)]) {
            node,
            diagnostics in
            guard let text = node.string, rule.accepts(text), let value = parse(text) else {
                diagnostics.append(.badValue(node, noun: rule.noun, hint: rule.hint))
                return nil
            }
            return value
        }
    }
}

extension Format where Value == Bool {
    static var boolean: Self {
        Format([.boolean], expecting: "true or false", schema: ["type": "boolean"]) { node, _ in
            if case .scalar(.boolean(let value), _) = node.content { value } else { nil }
        }
    }
}

extension Format where Value == Int64 {
    /// An integer within bounds; `2.0` is one too, as in JSON Schema.
    static func integer(in range: ClosedRange<Int64>) -> Self {
        let schema: JSONValue = [
            "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ]
        return Format([.integer, .number], expecting: "an integer", schema: schema) { node, diagnostics in
            guard let value = node.integer, range.contains(value) else {
                let hint = "write an integer from \(range.lowerBound) to \(range.upperBound)"
                diagnostics.append(.badValue(node, noun: "value that is allowed here", hint: hint))
                return nil
            }
            return value
        }
    }
}

extension Format where Value == Double {
    static func number(in range: ClosedRange<Double>) -> Self {
        let schema: JSONValue = [
            "type": "number", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
        ]
        return Format([.integer, .number], expecting: "a number", schema: schema) { node, diagnostics in
            guard let value = node.number, range.contains(value) else {
                let hint = "write a number from \(range.lowerBound) to \(range.upperBound)"
                diagnostics.append(.badValue(node, noun: "value that is allowed here", hint: hint))
                return nil
            }
            return value
        }
    }
}

extension Format where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words that the cases stand for.
    static func word(_: Value.Type) -> Self {
        let words = Value.allCases.map(\.rawValue)
        return Format([.string], expecting: "a string", schema: ["enum": .array(words.map(JSONValue.string))]) {
            node,
            diagnostics in
            guard let text = node.string, let value = Value(rawValue: text) else {
                diagnostics.append(.unknownWord(node, known: words))
                return nil
            }
            return value
        }
    }
}

extension Format where Value == YAMLNode {
    /// Anything at all, not even looked at.
    static var anything: Self {
        Format(Set(NodeKind.allCases), expecting: "a value", schema: true) { node, _ in node }
    }

    /// A mapping with any keys.
    static var anyMapping: Self {
        Format([.mapping], expecting: "a mapping", schema: ["type": "object"]) { node, _ in node }
    }
}

extension YAMLNode {
    /// The value of an integer, or of a number without a fraction.
    fileprivate var integer: Int64? {
        switch content {
        case .scalar(.integer(let value), _): value
        case .scalar(.number(let value), _): Int64(exactly: value)
        case .scalar, .sequence, .mapping: nil
        }
    }

    fileprivate var number: Double? {
        switch content {
        case .scalar(.integer(let value), _): Double(value)
        case .scalar(.number(let value), _): value
        case .scalar, .sequence, .mapping: nil
        }
    }
}
