/// A regular expression of ECMA-262 (its `u` form, without flags), matched in time linear in the text.
///
/// The text runs through all alternatives at once instead of backtracking, so no expression takes exponential time.
/// Back-references and lookbehind cannot be matched this way and are not supported; lookahead is.
struct Pattern: Sendable {
    /// Why an expression cannot be used.
    struct Unsupported: Error {
        let reason: String
    }

    let source: String
    private let program: PatternProgram

    /// About as many instructions are executed for one step of a validation's budget.
    private static let instructionsPerStep = 16
    private static let longestAllowance = 1 << 40

    init(_ source: String, longest: Int) throws(Unsupported) {
        guard source.utf8.count <= longest else { throw Unsupported(reason: "it is longer than \(longest) bytes") }
        self.source = source
        program = try PatternProgram(PatternParser.parse(source))
    }

    /// Whether the pattern matches anywhere in `text`, and the cost in steps: out of all proportion if `budget` did not suffice.
    func occurs(in text: String, budget: Int) -> (isMatch: Bool, cost: Int) {
        let allowance = min(max(0, budget), Self.longestAllowance) * Self.instructionsPerStep
        var machine = PatternMachine(text.unicodeScalars, allowance: allowance)
        let isMatch = machine.run(program, from: text.unicodeScalars.startIndex, isAnchored: false)
        guard machine.allowance >= 0 else { return (false, .max / 2) }
        return (isMatch, (allowance - machine.allowance) / Self.instructionsPerStep)
    }
}
