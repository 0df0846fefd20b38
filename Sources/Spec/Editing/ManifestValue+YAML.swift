extension ManifestValue {
    /// How wide a line may become before a collection is written over several lines.
    private static let width = 100

    /// The value on one line, collections in brackets and braces.
    var flow: String {
        switch self {
        case .null: "null"
        case .boolean(let value): String(value)
        case .integer(let number): String(number)
        case .number(let number): JSONValue.number(number).compactText
        case .text(let text): Self.scalar(text, inFlow: true)
        case .list(let elements): "[" + elements.map(\.flow).joined(separator: ", ") + "]"
        case .members(let members) where members.isEmpty: "{}"
        case .members(let members):
            "{ " + members.map { "\(Self.scalar($0.key, inFlow: true)): \($0.value.flow)" }.joined(separator: ", ")
                + " }"
        }
    }

    /// The value behind `key:` at this column, its leading space or line break included.
    func afterKey(column: Int, newline: String) -> String {
        guard needsLines(column: column) else { return " " + (isCollection ? flow : line) }
        return newline + block(column: column + 2, newline: newline, isIndented: true)
    }

    /// The value on lines of its own, of which the first is indented only if asked.
    func block(column: Int, newline: String, isIndented: Bool) -> String {
        let indentation = String(repeating: " ", count: column)
        let lines: [String]
        switch self {
        case .list(let elements) where !elements.isEmpty:
            lines = elements.map { element in
                let isPlain = !element.needsLines(column: column + 2) && !element.hasMembers
                let item =
                    isPlain
                    ? (element.isCollection ? element.flow : element.line)
                    : element.block(column: column + 2, newline: newline, isIndented: false)
                return "- " + item
            }
        case .members(let members) where !members.isEmpty:
            lines = members.map { member in
                "\(Self.scalar(member.key, inFlow: false)):"
                    + member.value.afterKey(column: column, newline: newline)
            }
        case .null, .boolean, .integer, .number, .text, .list, .members:
            lines = [isCollection ? flow : line]
        }
        return (isIndented ? indentation : "") + lines.joined(separator: newline + indentation)
    }

    /// A whole document, with its final line break.
    var document: String { block(column: 0, newline: "\n", isIndented: false) + "\n" }

    private var line: String {
        if case .text(let text) = self { Self.scalar(text, inFlow: false) } else { flow }
    }

    private var isCollection: Bool {
        switch self {
        case .list, .members: true
        case .null, .boolean, .integer, .number, .text: false
        }
    }

    /// The elements of a list on several lines have their members below each other.
    private var hasMembers: Bool {
        if case .members(let members) = self { !members.isEmpty } else { false }
    }

    /// Short collections of single values stay on their line, as people write them.
    private func needsLines(column: Int) -> Bool {
        switch self {
        case .null, .boolean, .integer, .number, .text: false
        case .list(let elements):
            !elements.isEmpty && (elements.contains(where: \.isCollection) || flow.count + column > Self.width)
        case .members(let members):
            !members.isEmpty && (members.contains { $0.value.isNested } || flow.count + column > Self.width)
        }
    }

    private var isNested: Bool {
        switch self {
        case .list(let elements): elements.contains(where: \.isCollection)
        case .members(let members): !members.isEmpty
        case .null, .boolean, .integer, .number, .text: false
        }
    }

    /// A scalar that every reader takes for this text.
    static func scalar(_ text: String, inFlow: Bool) -> String {
        isPlain(text, inFlow: inFlow) ? text : JSONValue.string(text).compactText
    }

    /// Words, with colons and spaces only where they cannot be taken for YAML's own.
    private static var blockScalar: Regex<Substring> {
        /[A-Za-z0-9_\/.](?:[A-Za-z0-9_\/.@+~=;,()'-]|:(?=[A-Za-z0-9_\/.])| (?=[A-Za-z0-9_\/.(]))*/
    }

    private static func isPlain(_ text: String, inFlow: Bool) -> Bool {
        let isHarmless =
            inFlow
            ? text.wholeMatch(of: /[A-Za-z0-9_\/.][A-Za-z0-9_\/.@+~=-]*/) != nil
            : text.wholeMatch(of: blockScalar) != nil
        return isHarmless && YAMLScalar(plain: text) == .string && AmbiguousScalar(plain: text) == nil
    }
}
