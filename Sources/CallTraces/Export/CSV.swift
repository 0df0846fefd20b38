/// RFC 4180 lines that a spreadsheet takes for data only.
enum CSV {
    static func line(_ fields: [String]) -> String {
        fields.joined(separator: ",") + "\r\n"
    }

    static func escaped(_ value: TraceFieldValue) -> String {
        switch value {
        case .text(let text): escaped(text)
        case .number(let number): String(number)
        case .absent: ""
        }
    }

    /// The text as a field, quoted where needed.
    ///
    /// A leading `'` keeps spreadsheets from computing what looks like a formula, also behind the tab or line break that
    /// some of them skip.
    static func escaped(_ text: String) -> String {
        let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
        let inert = isFormula ? "'\(text)" : text
        guard inert.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return inert }
        // By scalars: a combining mark behind a quotation mark must not hide it.
        let doubled = inert.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
        return "\"\(String(String.UnicodeScalarView(doubled)))\""
    }
}
