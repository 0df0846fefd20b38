extension CanonicalJSON {
    /// The value for people and programs: indented, and with every character escaped that could steer a terminal.
    package var document: String { document(indentation: "") }

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

    private func document(indentation: String) -> String {
        let inner = indentation + "  "
        return switch self {
        case .string(let text): Self.safelyQuoted(text)
        case .integer, .bool, .literal: text
        case .array(let elements) where elements.isEmpty: "[]"
        case .object(let members) where members.isEmpty: "{}"
        case .array(let elements):
            "[\n" + elements.map { inner + $0.document(indentation: inner) }.joined(separator: ",\n")
                + "\n\(indentation)]"
        case .object(let members):
            "{\n"
                + Self.sorted(members)
                .map { "\(inner)\(Self.safelyQuoted($0)): \($1.document(indentation: inner))" }
                .joined(separator: ",\n") + "\n\(indentation)}"
        }
    }

    private static func safelyQuoted(_ text: String) -> String {
        guard UntrustedText.escaping(text) != text else { return quoted(text) }
        return quoted(text) { scalar in UntrustedText.escaping(String(scalar)) != String(scalar) }
    }
}
