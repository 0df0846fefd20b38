extension Diagnostic {
    static func unknownKey(_ entry: YAMLNode.Entry, known: [String]) -> Self {
        let nearest = known.nearest(to: entry.key)
        let suggestion = nearest.map { "did you mean '\($0)'?" } ?? "known keys: \(known.joined(separator: ", "))"
        return Self(
            .unknownKey,
            "unknown key '\(entry.key)'",
            at: entry.keyLocation,
            suggestion: suggestion,
            replacement: nearest
        )
    }

    static func badValue(_ node: YAMLNode, noun: String, hint: String) -> Self {
        Self(.badValue, "'\(node.text ?? "")' is no \(noun)", at: node.location, suggestion: hint)
    }

    static func unknownWord(_ node: YAMLNode, known: [String]) -> Self {
        let text = node.text ?? ""
        let nearest = known.nearest(to: text)
        let suggestion = nearest.map { "did you mean '\($0)'?" }
        return Self(
            .badValue,
            "'\(text)' is not among \(known.map { "'\($0)'" }.joined(separator: ", "))",
            at: node.location,
            suggestion: suggestion ?? (known.count == 1 ? "write '\(known[0])'" : nil),
            replacement: nearest
        )
    }
}
