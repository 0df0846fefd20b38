/// Text with placeholders `{{ path | filter | filter }}`, as server entries use them; other braces are ordinary text.
struct Template: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case literal(String)
        case placeholder(Placeholder)
    }

    private let segments: [Segment]

    init(_ text: String) throws(TemplateProblem) {
        var segments: [Segment] = []
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
    static func isNeeded(for text: String) -> Bool { text.contains("{{") }

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
