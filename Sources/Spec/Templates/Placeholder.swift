/// What stands between double braces: the dotted path of a value, and filters that it passes through.
struct Placeholder: Hashable, Sendable {
    let path: [String]
    private let filters: [TemplateFilter]
    private let source: String

    init(_ expression: Substring) throws(TemplateProblem) {
        var parts = expression.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
        let name = parts.removeFirst()
        source = "{{\(expression)}}"
        let keys = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard keys.allSatisfy({ !$0.isEmpty && Self.keyCharacters.holds($0) }) else {
            let help = "write {{section.key}}, or {{section.key|or:default}}"
            throw TemplateProblem("'\(source)' names no value of the configuration", help: help)
        }
        path = name.split(separator: ".").map(String.init)
        var filters: [TemplateFilter] = []
        for part in parts { filters.append(try TemplateFilter(part)) }
        self.filters = filters
    }

    private static let keyCharacters = ASCIIClass.letters.union(.digits).union("_-")

    /// True if it asks for a list, whatever its value is.
    var isList: Bool { filters.contains(.into) }

    /// The value after all filters; null if the configuration has none.
    func value(_ config: JSONValue) throws(TemplateProblem) -> JSONValue {
        var value = path.reduce(JSONValue?.some(config)) { $0?[$1] } ?? .null
        for filter in filters { value = try filter.apply(to: value) }
        return value
    }

    func text(_ config: JSONValue) throws(TemplateProblem) -> String {
        try text(of: try value(config))
    }

    func text(of value: JSONValue) throws(TemplateProblem) -> String {
        guard let text = value.templateText else {
            let kind = if case .array = value { "list" } else { "mapping" }
            let help = "let it be an item of its own, or take one element with |first or |last"
            throw TemplateProblem("'\(source)' is a \(kind), which has no place within text", help: help)
        }
        return text
    }
}

extension JSONValue {
    /// A scalar as templates write it; nil for lists and mappings.
    var templateText: String? {
        switch self {
        case .null: ""
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): Int64(exactly: value).map { String($0) } ?? "\(value)"
        case .string(let value): value
        case .array, .object: nil
        }
    }
}

extension Substring {
    /// Without blanks at either end.
    fileprivate var trimmed: Substring {
        let start = drop { $0 == " " || $0 == "\t" }
        return start.lastIndex { $0 != " " && $0 != "\t" }.map { start[...$0] } ?? start.prefix(0)
    }
}
