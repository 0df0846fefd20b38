/// What a mapping makes of keys that it does not know.
enum UnknownKeys: Hashable, Sendable {
    /// They are mistakes.
    case refused
    /// One that is nearly a known key is a mistake; any other is left alone, as the reference does. A schema cannot
    /// say so and allows both.
    case refusedIfMisspelt
    /// They are left alone.
    case ignored
}

extension UnknownKeys {
    fileprivate func mistakes(in node: YAMLNode, known: [String]) -> [Diagnostic] {
        let unknown = (node.entries ?? []).filter { !known.contains($0.key) }
        switch self {
        case .refused: return unknown.map { .unknownKey($0, known: known) }
        case .refusedIfMisspelt:
            return unknown.filter { Self.isMisspelt($0.key, of: known) }.map { .unknownKey($0, known: known) }
        case .ignored: return []
        }
    }

    /// Short words are near to many others, so they have to be nearer.
    private static func isMisspelt(_ key: String, of known: [String]) -> Bool {
        key.count >= 4 && known.nearest(to: key, within: key.count < 6 ? 1 : 2) != nil
    }
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
            diagnostics += unknownKeys.mistakes(in: node, known: known)
            let count = diagnostics.count
            do throws(MissingValue) {
                return build(repeat try (each fields).read(from: node, &diagnostics))
            } catch {
                // The fields behind the one without a value have not been read, and their mistakes are to be told too.
                diagnostics.removeSubrange(count...)
                repeat (each fields).check(node, &diagnostics)
                return nil
            }
        }
    }
}
