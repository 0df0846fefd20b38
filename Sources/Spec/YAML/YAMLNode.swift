/// A value of a manifest and the place where it is written.
struct YAMLNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// The resolved value and the text as written, without quotes.
        case scalar(YAMLScalar, text: String)
        case sequence([YAMLNode])
        /// In the order of the file; keys are unique.
        case mapping([Entry])
    }

    /// One key of a mapping and its value.
    struct Entry: Hashable, Sendable {
        let key: String
        let keyLocation: SourceLocation
        let value: YAMLNode
    }

    let content: Content
    let location: SourceLocation
}

extension YAMLNode {
    /// The elements, if this is a sequence.
    var elements: [YAMLNode]? {
        if case .sequence(let elements) = content { elements } else { nil }
    }

    /// The entries, if this is a mapping.
    var entries: [Entry]? {
        if case .mapping(let entries) = content { entries } else { nil }
    }

    /// The text of a scalar that is a string.
    var string: String? {
        if case .scalar(.string, let text) = content { text } else { nil }
    }

    /// The text of a scalar as written, whatever its type; nil for null and for collections.
    var text: String? {
        if case .scalar(let scalar, let text) = content, scalar != .null { text } else { nil }
    }

    /// The value of a key, if this is a mapping that has it.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.firstIndex { $0.key == key }.map { entries[$0].value }
    }

    /// What this is, for a message such as "expected a string, found a list".
    var kind: String {
        switch content {
        case .scalar(let scalar, _): scalar.kind
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
