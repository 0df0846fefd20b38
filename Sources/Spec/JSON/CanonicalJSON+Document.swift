extension CanonicalJSON {
    /// The value for people and programs: indented, and with every character escaped that could steer a terminal.
    package var document: String {
        var text = ""
        writeDocument(to: &text, lineBreak: "\n")
        return text
    }

    /// The value on one line, as safe as ``document``.
    package var line: String {
        switch self {
        case .string(let text): Self.safelyQuoted(text)
        case .integer, .bool, .literal: text
        case .array(let elements): "[" + elements.map(\.line).joined(separator: ",") + "]"
        case .object(let members):
            "{" + Self.sorted(members).map { Self.safelyQuoted($0) + ":" + $1.line }.joined(separator: ",") + "}"
        }
    }

    /// - Parameters:
    ///   - text: What is written before.
    ///   - lineBreak: A line feed and the indentation of the line in which the value begins.
    private func writeDocument(to text: inout String, lineBreak: String) {
        let inner = lineBreak + "  "
        switch self {
        case .string(let string): text += Self.safelyQuoted(string)
        case .integer, .bool, .literal: text += self.text
        case .array(let elements) where elements.isEmpty: text += "[]"
        case .object(let members) where members.isEmpty: text += "{}"
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                text += index == 0 ? "[" : ","
                text += inner
                element.writeDocument(to: &text, lineBreak: inner)
            }
            text += lineBreak + "]"
        case .object(let members):
            for (index, (key, value)) in Self.sorted(members).enumerated() {
                text += index == 0 ? "{" : ","
                text += inner
                text += Self.safelyQuoted(key)
                text += ": "
                value.writeDocument(to: &text, lineBreak: inner)
            }
            text += lineBreak + "}"
        }
    }

    private static func safelyQuoted(_ text: String) -> String {
        guard UntrustedText.escaping(text) != text else { return quoted(text) }
        return quoted(text) { scalar in UntrustedText.escaping(String(scalar)) != String(scalar) }
    }
}
