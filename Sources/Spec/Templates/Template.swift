/// Text with placeholders `{{ path | filter | filter }}`, as server entries use them; other braces are ordinary text.
struct Template: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case literal(String)
        case placeholder(Placeholder)
    }

    private let segments: [Segment]

    init(_ text: String) throws(TemplateProblem) {
        var segments: [Segment] = []
        guard Self.isNeeded(for: text) else {
            self.segments = text.isEmpty ? [] : [.literal(text)]
            return
        }
        var rest = text[...]
        while let opening = rest.firstRange(of: "{{") {
            guard let closing = rest[opening.upperBound...].firstRange(of: "}}") else {
                throw TemplateProblem(
                    "the placeholder '\(rest[opening.lowerBound...])' is not closed",
                    help: "add '}}'"
                )
            }
            if opening.lowerBound > rest.startIndex { segments.append(.literal(String(rest[..<opening.lowerBound]))) }
            segments.append(.placeholder(try Placeholder(rest[opening.upperBound..<closing.lowerBound])))
            rest = rest[closing.upperBound...]
        }
        if !rest.isEmpty { segments.append(.literal(String(rest))) }
        self.segments = segments
    }

    /// True if there is anything to replace.
    static func isNeeded(for text: String) -> Bool { text.utf8.contains(UInt8(ascii: "{")) && text.contains("{{") }

    /// The sections of the configuration that placeholders ask for.
    var sections: Set<String> {
        Set(placeholders.compactMap(\.path.first))
    }

    /// One text; a list or a mapping has no place in it.
    func text(_ config: JSONValue) throws(TemplateProblem) -> String {
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .placeholder(let placeholder): text += try placeholder.text(config)
            }
        }
        return text
    }

    /// One text, or as many as the list of a lone placeholder has elements; none if that placeholder is empty.
    func items(_ config: JSONValue) throws(TemplateProblem) -> [String] {
        guard segments.count == 1, case .placeholder(let placeholder) = segments[0] else { return [try text(config)] }
        guard case .array(let elements) = try placeholder.value(config) else {
            let text = try placeholder.text(config)
            return text.isEmpty ? [] : [text]
        }
        var items: [String] = []
        for element in elements { items.append(try placeholder.text(of: element)) }
        return items
    }

    /// As ``items(_:)``, but an empty text is one, too: only what is not there at all is left out.
    func arguments(_ config: JSONValue) throws(TemplateProblem) -> [String] {
        guard let lone, case let value = try lone.value(config) else { return [try text(config)] }
        switch value {
        case .null: return []
        case .array: return try items(config)
        case .boolean, .integer, .number, .string, .object: return [try lone.text(of: value)]
        }
    }

    /// The paths of the values that placeholders ask for.
    var paths: [[String]] { placeholders.map(\.path) }

    /// What stands before the first placeholder.
    var literalPrefix: String {
        guard case .literal(let text)? = segments.first else { return "" }
        return text
    }

    /// The placeholder that is all there is.
    var lone: Placeholder? {
        guard segments.count == 1, case .placeholder(let placeholder) = segments[0] else { return nil }
        return placeholder
    }

    /// The value that the text begins with; nil if it begins with other text.
    func leadingValue(_ config: JSONValue) -> JSONValue? {
        guard case .placeholder(let placeholder)? = segments.first else { return nil }
        // A value that cannot be had is reported where the text is rendered.
        return try? placeholder.value(config)
    }

    private var placeholders: [Placeholder] {
        segments.compactMap { if case .placeholder(let placeholder) = $0 { placeholder } else { nil } }
    }
}

/// Why a template cannot be read or rendered.
struct TemplateProblem: Error, Hashable, Sendable {
    let code: DiagnosticCode
    let message: String
    let help: String?

    init(_ message: String, help: String? = nil, code: DiagnosticCode = .badTemplate) {
        self.code = code
        self.message = message
        self.help = help
    }
}
