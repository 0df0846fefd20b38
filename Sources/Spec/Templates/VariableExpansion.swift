/// Replaces `$NAME` and `${NAME}` by variables of one server's environment; any other dollar sign is ordinary text.
struct VariableExpansion: Hashable, Sendable {
    let variables: [String: String]

    /// - Throws: A problem that names the first variable which the server does not have. The process's own
    ///   environment is never looked at.
    func expand(_ text: String) throws(TemplateProblem) -> String {
        guard text.contains("$") else { return text }
        var expanded = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/) {
            let name = String(match.1 ?? match.2 ?? "")
            guard let value = variables[name] else {
                let nearest = variables.keys.nearest(to: name).map { "did you mean '$\($0)'?" }
                throw TemplateProblem(
                    "'\(match.0)' names a variable that this server's env does not set before it",
                    help: nearest ?? "set it in env; a dollar sign before a letter always names a variable",
                    code: .undefinedVariable
                )
            }
            expanded += rest[..<match.range.lowerBound] + value
            rest = rest[match.range.upperBound...]
        }
        return expanded + rest
    }
}
