/// What a text has to look like, said twice: as a regular expression for schemas and as code for the decoder.
///
/// A property test holds the two against each other.
struct TextRule: Sendable {
    /// ECMA 262 expression over the whole text.
    let pattern: String
    /// Completes "… is no …", such as `server name`.
    let noun: String
    /// What is allowed, for the suggestion.
    let hint: String
    let accepts: @Sendable (String) -> Bool

    static let nonEmpty = TextRule(
        pattern: "^[\\s\\S]+$",
        noun: "text",
        hint: "write at least one character",
        accepts: { !$0.isEmpty }
    )

    /// What a name in the environment of a process may be.
    static let variableName = TextRule(
        pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$",
        noun: "variable name",
        hint: "letters, digits, '_', '.' and '-', not beginning with a digit",
        accepts: { text in
            guard let first = text.utf8.first else { return false }
            return nameStart.contains(first) && nameRest.holds(text.utf8)
        }
    )

    /// What the protocol recommends for the names of tools (MCP 2025-11-25, tools, "Tool Names").
    static let toolName = TextRule(
        pattern: "^[A-Za-z0-9_.-]{1,128}$",
        noun: "tool name",
        hint: "letters, digits, '_', '.' and '-', at most 128",
        accepts: { (1...128).contains($0.utf8.count) && nameRest.holds($0.utf8) }
    )

    private static let nameStart = ASCIIClass.letters.union("_")
    private static let nameRest = ASCIIClass.letters.union(.digits).union("_.-")
}
