/// Finds names that are given more than once where each may be given once.
struct RepeatedNames: Sendable {
    private let repetitions: [(name: String, location: SourceLocation, first: SourceLocation)]

    init(_ names: [(String, SourceLocation)]) {
        var places: [String: SourceLocation] = [:]
        repetitions = names.compactMap { name, location in
            if let first = places[name] { return (name, location, first) }
            places[name] = location
            return nil
        }
    }

    /// One for each repetition, with the place of the first: "the variable 'X' is there twice".
    func diagnostics(_ code: DiagnosticCode, _ subject: String) -> [Diagnostic] {
        repetitions.map { repetition in
            Diagnostic(
                code,
                "\(subject) '\(repetition.name)' is there twice",
                at: repetition.location,
                suggestion: "change or remove one of the two",
                related: Diagnostic.Related(message: "first defined here", location: repetition.first)
            )
        }
    }
}
