/// Replaces `$NAME` and `${NAME}` by variables of one server's environment; any other dollar sign is ordinary text.
struct VariableExpansion: Hashable, Sendable {
    let variables: [String: String]

    /// - Throws: A problem that names the first variable which the server does not have. The process's own
    ///   environment is never looked at.
    func expand(_ text: String) throws(TemplateProblem) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        var expanded = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            guard let (name, end) = Self.name(in: rest[dollar...].dropFirst()) else {
                expanded += rest[...dollar]
                rest = rest[dollar...].dropFirst()
                continue
            }
            guard let value = variables[name] else {
                let nearest = variables.keys.nearest(to: name).map { "did you mean '$\($0)'?" }
                throw TemplateProblem(
                    "'\(rest[dollar..<end])' names a variable that this server's env does not set before it",
                    help: nearest ?? "set it in env; a dollar sign before a letter always names a variable",
                    code: .undefinedVariable
                )
            }
            expanded += rest[..<dollar] + value
            rest = rest[end...]
        }
        return expanded + rest
    }

    /// What follows a dollar sign, `NAME` or `{NAME}`, and where it ends; nil for other text.
    private static func name(in text: Substring) -> (name: String, end: String.Index)? {
        let isBraced = text.first == "{"
        let name = (isBraced ? text.dropFirst() : text).prefix { isAny($0, of: nameRest) }
        guard let first = name.first, isAny(first, of: nameStart) else { return nil }
        guard isBraced else { return (String(name), name.endIndex) }
        let rest = text[name.endIndex...]
        return rest.first == "}" ? (String(name), rest.index(after: rest.startIndex)) : nil
    }

    /// By characters, as a letter with an accent is not the letter.
    private static func isAny(_ character: Character, of members: ASCIIClass) -> Bool {
        members.holds(character.utf8)
    }

    private static let nameStart = ASCIIClass.letters.union("_")
    private static let nameRest = nameStart.union(.digits)
}
