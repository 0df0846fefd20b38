/// One key of a mapping: its name, the format of its value, and what editors tell about it.
struct Field<Value: Sendable>: Sendable {
    let name: String
    let isRequired: Bool
    let schema: JSONValue
    /// Reads the value, or what stands for an absent one; throws after a diagnostic.
    private let readValue: @Sendable (YAMLNode?, inout [Diagnostic]) throws(MissingValue) -> Value

    private init(
        name: String,
        isRequired: Bool,
        schema: JSONValue,
        summary: String,
        read: @escaping @Sendable (YAMLNode?, inout [Diagnostic]) throws(MissingValue) -> Value
    ) {
        self.name = name
        self.isRequired = isRequired
        self.schema = schema.described(as: summary)
        readValue = read
    }

    static func required(_ name: String, _ format: Format<Value>, _ summary: String) -> Self {
        Self(name: name, isRequired: true, schema: format.schema, summary: summary) {
            node,
            diagnostics throws(MissingValue) in
            guard let node, let value = format.read(node, &diagnostics) else { throw MissingValue() }
            return value
        }
    }

    /// A key that may be missing; a wrong value counts as missing once it is reported.
    static func optional(_ name: String, _ format: Format<Value>, default value: Value, _ summary: String) -> Self {
        Self(name: name, isRequired: false, schema: format.schema, summary: summary) { node, diagnostics in
            node.flatMap { format.read($0, &diagnostics) } ?? value
        }
    }

    /// A key that may be missing.
    static func optional<Wrapped>(_ name: String, _ format: Format<Wrapped>, _ summary: String) -> Self
    where Value == Wrapped? {
        Self(name: name, isRequired: false, schema: format.schema, summary: summary) { node, diagnostics in
            node.flatMap { format.read($0, &diagnostics) }
        }
    }

    /// Reads the key from a mapping.
    ///
    /// - Throws: ``MissingValue`` for a required key that has no good value, after at least one diagnostic.
    func read(from mapping: YAMLNode, _ diagnostics: inout [Diagnostic]) throws(MissingValue) -> Value {
        let node = mapping[name]
        if node == nil, isRequired {
            diagnostics.append(Diagnostic(.missingKey, "the key '\(name)' is missing", at: mapping.location))
        }
        return try readValue(node, &diagnostics)
    }

    /// Collects what is wrong with the key, and gives no value.
    func check(_ mapping: YAMLNode, _ diagnostics: inout [Diagnostic]) {
        _ = try? read(from: mapping, &diagnostics)
    }
}

/// A required value could not be read; a diagnostic has told why.
struct MissingValue: Error {}

extension JSONValue {
    /// A schema with a description for people.
    fileprivate func described(as summary: String) -> JSONValue {
        guard case .object(var members) = self else { return ["description": .string(summary)] }
        members["description"] = .string(summary)
        return .object(members)
    }
}
