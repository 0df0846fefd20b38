/// What usually mends the text that libyaml complains about.
struct YAMLSyntaxAdvice: Sendable {
    let text: String?

    init(problem: String) {
        text = Self.table.first { problem.contains($0.words) }?.advice
    }

    private static let table: [(words: String, advice: String)] = [
        ("found a tab character", "indent with spaces; a tab is not allowed there"),
        ("cannot start any token", "indent with spaces, and put text that begins with @, ` or % in quotes"),
        ("mapping values are not allowed", "put text that holds ': ' in quotes, or check the indentation"),
        ("could not find expected ':'", "write 'key: value', with a space after the colon"),
        ("did not find expected key", "keys of one mapping begin in one column"),
        ("did not find expected '-'", "items of one list begin in one column"),
        ("did not find expected ',' or ']'", "close the list with ']', or separate its items with commas"),
        ("did not find expected ',' or '}'", "close the mapping with '}', or separate its entries with commas"),
        ("did not find expected alphabetic", "put text that begins with * or & in quotes"),
        ("found unexpected end of stream", "a quote is not closed"),
        ("found unknown escape character", "in double quotes a backslash begins an escape: use single quotes"),
        ("block sequence entries are not allowed", "begin the list on a line of its own, below its key"),
        ("exceeded", "write the value with fewer collections within collections"),
    ]
}
