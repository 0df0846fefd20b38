/// Holds configuration values against a JSON Schema: the keywords that catalogs use, each mistake at its place.
struct ConfigCheck {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func check(_ node: YAMLNode, against schema: YAMLNode, path: String) {
        if let reference = schema["$ref"] {
            let message = "'$ref' is not supported in the schema of a configuration"
            diagnostics.append(Diagnostic(.badConfigSchema, message, at: reference.location))
        }
        guard checkType(node, schema, path) else { return }
        checkWords(node, schema, path)
        checkNumber(node, schema, path)
        checkText(node, schema, path)
        checkElements(node, schema, path)
        checkMembers(node, schema, path)
        checkCombinations(node, schema, path)
    }

    private mutating func report(_ node: YAMLNode, _ path: String, _ message: String, help: String? = nil) {
        diagnostics.append(Diagnostic(.config, "'\(path)' \(message)", at: node.location, suggestion: help))
    }

    private mutating func checkType(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) -> Bool {
        guard let type = schema["type"] else { return true }
        let types = type.string.map { [$0] } ?? (type.elements ?? []).compactMap(\.string)
        guard !types.isEmpty, !types.contains(where: node.hasType) else { return true }
        let help = types.contains("string") ? node.text.map { "write \"\($0)\" in quotes" } : nil
        report(node, path, "must be of type \(types.joined(separator: " or ")), and is \(node.kind)", help: help)
        return false
    }

    private mutating func checkWords(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        let value = JSONValue(node)
        if let words = schema["enum"]?.elements, !words.map(JSONValue.init).contains(value) {
            let known = words.compactMap(\.text)
            let nearest = known.nearest(to: node.text ?? "").map { "did you mean '\($0)'?" }
            report(node, path, "must be one of: \(known.joined(separator: ", "))", help: nearest)
        }
        if let only = schema["const"], JSONValue(only) != value {
            report(node, path, "must be \(only.text ?? "what the schema says")")
        }
    }

    private mutating func checkNumber(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        guard let value = node.double else { return }
        if let bound = schema["minimum"]?.double, value < bound {
            report(node, path, "must be at least \(Self.text(bound))")
        }
        if let bound = schema["maximum"]?.double, value > bound {
            report(node, path, "must be at most \(Self.text(bound))")
        }
        if let bound = schema["exclusiveMinimum"]?.double, value <= bound {
            report(node, path, "must exceed \(Self.text(bound))")
        }
        if let bound = schema["exclusiveMaximum"]?.double, value >= bound {
            report(node, path, "must be below \(Self.text(bound))")
        }
    }

    private mutating func checkText(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        guard let text = node.string else { return }
        let length = Double(text.unicodeScalars.count)
        checkSize(length, schema, "Length", of: node, path, unit: "characters")
        guard let pattern = schema["pattern"], let expression = pattern.string else { return }
        guard let regex = try? Regex(expression) else {
            let message = "the pattern '\(expression)' is no regular expression"
            return diagnostics.append(Diagnostic(.badConfigSchema, message, at: pattern.location))
        }
        if text.firstMatch(of: regex) == nil { report(node, path, "must match \(expression)") }
    }

    /// The pairs `minLength`, `maxLength` and `minItems`, `maxItems`.
    private mutating func checkSize(
        _ size: Double,
        _ schema: YAMLNode,
        _ what: String,
        of node: YAMLNode,
        _ path: String,
        unit: String
    ) {
        if let bound = schema["min\(what)"]?.double, size < bound {
            report(node, path, "has fewer than \(Self.text(bound)) \(unit)")
        }
        if let bound = schema["max\(what)"]?.double, size > bound {
            report(node, path, "has more than \(Self.text(bound)) \(unit)")
        }
    }

    private mutating func checkElements(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        guard let elements = node.elements else { return }
        checkSize(Double(elements.count), schema, "Items", of: node, path, unit: "items")
        guard let items = schema["items"] else { return }
        for (index, element) in elements.enumerated() { check(element, against: items, path: "\(path)[\(index)]") }
    }

    private mutating func checkMembers(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        guard let entries = node.entries else { return }
        let properties = schema["properties"]
        for key in (schema["required"]?.elements ?? []).compactMap(\.string) where node[key] == nil {
            guard properties?[key]?["default"] == nil else { continue }
            let message = "the configuration '\(path).\(key)' is missing, and the server requires it"
            diagnostics.append(
                Diagnostic(.missingConfig, message, at: node.location, suggestion: "set it under 'config'")
            )
        }
        let known = (properties?.entries ?? []).map(\.key)
        for entry in entries {
            if let property = properties?[entry.key] {
                check(entry.value, against: property, path: "\(path).\(entry.key)")
            } else {
                checkAdditional(entry, schema, known: known, path)
            }
        }
    }

    private mutating func checkAdditional(
        _ entry: YAMLNode.Entry,
        _ schema: YAMLNode,
        known: [String],
        _ path: String
    ) {
        let additional = schema["additionalProperties"]
        if let additional, additional.entries != nil {
            check(entry.value, against: additional, path: "\(path).\(entry.key)")
        } else if additional?.text == "false" || known.nearest(to: entry.key, within: 1) != nil {
            diagnostics.append(.unknownKey(entry, known: known))
        }
    }

    private mutating func checkCombinations(_ node: YAMLNode, _ schema: YAMLNode, _ path: String) {
        for alternative in schema["allOf"]?.elements ?? [] { check(node, against: alternative, path: path) }
        if let any = schema["anyOf"]?.elements, !any.contains(where: { Self.accepts(node, $0) }) {
            report(node, path, "fits none of the alternatives of its schema")
        }
        if let one = schema["oneOf"]?.elements, one.count(where: { Self.accepts(node, $0) }) != 1 {
            report(node, path, "must fit exactly one of the alternatives of its schema")
        }
    }

    private static func text(_ bound: Double) -> String {
        JSONValue.number(bound).templateText ?? ""
    }

    private static func accepts(_ node: YAMLNode, _ schema: YAMLNode) -> Bool {
        var check = ConfigCheck()
        check.check(node, against: schema, path: "")
        return check.diagnostics.isEmpty
    }
}

extension YAMLNode {
    fileprivate var double: Double? {
        switch content {
        case .scalar(.integer(let value), _): Double(value)
        case .scalar(.number(let value), _): value
        case .scalar, .sequence, .mapping: nil
        }
    }

    /// True for a value of a type by JSON Schema's name for it; unknown names accept everything.
    fileprivate func hasType(_ name: String) -> Bool {
        switch name {
        case "string": string != nil
        case "integer": double.map { $0.rounded() == $0 } ?? false
        case "number": double != nil
        case "boolean": NodeKind(of: self) == .boolean
        case "null": NodeKind(of: self) == .null
        case "array": elements != nil
        case "object": entries != nil
        default: true
        }
    }
}
