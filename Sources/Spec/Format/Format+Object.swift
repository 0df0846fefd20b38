/// What a mapping makes of keys that it does not know.
enum UnknownKeys: Hashable, Sendable {
    /// They are mistakes.
    case refused
    /// They are left alone, as the reference does.
    case ignored
}

extension Format {
    /// A mapping with these keys, in the order of the initializer that makes a value of them.
    static func object<each Member>(
        unknownKeys: UnknownKeys = .refused,
        alsoKnown: [String] = [],
        _ fields: repeat Field<each Member>,
        build: @escaping @Sendable (repeat each Member) -> Value
    ) -> Self {
        var names = alsoKnown
        var required: [JSONValue] = []
        var properties: [String: JSONValue] = [:]
        for field in repeat each fields {
            names.append(field.name)
            properties[field.name] = field.schema
            if field.isRequired { required.append(.string(field.name)) }
        }
        var schema: [String: JSONValue] = ["type": "object", "properties": .object(properties)]
        if !required.isEmpty { schema["required"] = .array(required) }
        if unknownKeys == .refused { schema["additionalProperties"] = false }
        let known = names
        return Format([.mapping], expecting: "a mapping", schema: .object(schema)) { node, diagnostics in
            if unknownKeys == .refused {
                let unknown = (node.entries ?? []).filter { !known.contains($0.key) }
                diagnostics += unknown.map { .unknownKey($0, known: known) }
            }
            let members = (repeat (each fields).read(from: node, &diagnostics))
            return try? build(repeat (each members).get())
        }
    }
}
