/// How a kind of value is written in a manifest: one definition that reads it and describes it in a JSON Schema.
///
/// Reading collects every mistake instead of stopping at the first; a value is good if it added none.
struct Format<Value: Sendable>: Sendable {
    /// The kinds of nodes among which a good value can be.
    let kinds: Set<NodeKind>
    /// What a reader is told was expected, such as `a string`.
    let expectation: String
    /// JSON Schema, draft-07.
    let schema: JSONValue
    /// Reads a node of one of ``kinds``.
    private let readMatching: @Sendable (YAMLNode, inout [Diagnostic]) -> Value?

    init(
        _ kinds: Set<NodeKind>,
        expecting expectation: String,
        schema: JSONValue,
        read: @escaping @Sendable (YAMLNode, inout [Diagnostic]) -> Value?
    ) {
        self.kinds = kinds
        self.expectation = expectation
        self.schema = schema
        self.readMatching = read
    }

    /// The value, or nil after at least one diagnostic.
    func read(_ node: YAMLNode, _ diagnostics: inout [Diagnostic]) -> Value? {
        guard kinds.contains(NodeKind(of: node)) else {
            diagnostics.append(mismatch(node))
            return nil
        }
        return readMatching(node, &diagnostics)
    }

    private func mismatch(_ node: YAMLNode) -> Diagnostic {
        var suggestion: String?
        if kinds.contains(.string), let text = node.text {
            suggestion = "write \"\(text)\" in quotes"
        } else if kinds == [.list] {
            suggestion = "write a list: one '- …' a line, or [ …, … ]"
        } else if NodeKind(of: node) == .null {
            suggestion = "give it a value, or remove the key"
        }
        return Diagnostic(
            .wrongType,
            "expected \(expectation), found \(node.kind)",
            at: node.location,
            suggestion: suggestion,
            replacement: kinds.contains(.string) ? node.text.map { JSONValue.string($0).compactText } : nil
        )
    }
}

extension Format {
    /// The same format, giving another value; nil refuses nothing by itself, so the schema stays true.
    func map<Other>(_ transform: @escaping @Sendable (Value) -> Other) -> Format<Other> {
        Format<Other>(kinds, expecting: expectation, schema: schema) { node, diagnostics in
            readMatching(node, &diagnostics).map(transform)
        }
    }

    /// The same format, keeping the place of the value.
    var located: Format<Located<Value>> {
        Format<Located<Value>>(kinds, expecting: expectation, schema: schema) { node, diagnostics in
            readMatching(node, &diagnostics).map { Located($0, at: node.location) }
        }
    }

    /// This format or the other one, whichever has the kind of the node.
    func or(_ other: Format<Value>) -> Format<Value> {
        precondition(kinds.isDisjoint(with: other.kinds), "the kind of a node decides between alternatives")
        return Format(
            kinds.union(other.kinds),
            expecting: "\(expectation) or \(other.expectation)",
            schema: ["anyOf": [schema, other.schema]]
        ) { node, diagnostics in
            kinds.contains(NodeKind(of: node))
                ? readMatching(node, &diagnostics) : other.readMatching(node, &diagnostics)
        }
    }
}

/// A value and the place in a manifest that gave it.
struct Located<Value: Sendable>: Sendable {
    let value: Value
    let location: SourceLocation

    init(_ value: Value, at location: SourceLocation) {
        self.value = value
        self.location = location
    }
}
