extension DiagnosticReport {
    /// Every diagnostic as `path:line:column: error[code]: message`, the source line, a caret, and help.
    ///
    /// Ends with a line break unless there is nothing to say.
    package func text(isColored: Bool = false) -> String {
        diagnostics.map { text(of: $0, style: DiagnosticStyle(isColored: isColored)) }.joined(separator: "\n")
    }

    private func text(of diagnostic: Diagnostic, style: DiagnosticStyle) -> String {
        let place = UntrustedText.escaping(diagnostic.location.description)
        let severity = style.red("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]")
        var lines = ["\(style.bold(place)): \(severity): \(UntrustedText.escaping(diagnostic.message))"]
        let related = diagnostic.related
        let width = String(max(diagnostic.location.line, related?.location.line ?? 0)).count
        lines += snippet(at: diagnostic.location, width: width, style: style)
        if let related {
            let place = UntrustedText.escaping("\(related.location): \(related.message)")
            lines.append("\(gutter(width, style)) \(style.bold("note")): \(place)")
            lines += snippet(at: related.location, width: width, style: style)
        }
        if let suggestion = diagnostic.suggestion {
            lines.append("\(gutter(width, style)) \(style.green("help")): \(UntrustedText.escaping(suggestion))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func gutter(_ width: Int, _ style: DiagnosticStyle) -> String {
        style.blue(String(repeating: " ", count: width) + " =")
    }

    private func snippet(at location: SourceLocation, width: Int, style: DiagnosticStyle) -> [String] {
        guard let line = line(at: location).map({ SourceLine($0, marking: location) }) else { return [] }
        let number = String(location.line)
        let padding = String(repeating: " ", count: width - number.count)
        let caret =
            String(repeating: " ", count: line.indentation) + style.red(String(repeating: "^", count: line.width))
        return [
            style.blue("\(padding)\(number) |") + " " + line.text,
            style.blue(String(repeating: " ", count: width) + " |") + " " + caret,
        ]
    }
}

/// One line of a manifest as it is shown, with the part of it that is marked.
private struct SourceLine {
    let text: String
    let indentation: Int
    let width: Int

    /// How many characters of a line are shown at most, on either side of the marked part.
    private static let context = 100

    init(_ line: String, marking location: SourceLocation) {
        let scalars = Array(line.unicodeScalars)
        let start = min(location.column - 1, scalars.count)
        let end = min(start + location.length, scalars.count)
        let first = max(0, start - Self.context)
        let last = min(scalars.count, max(end, start) + Self.context)
        let before = Self.shown(scalars[first..<start])
        let marked = Self.shown(scalars[start..<min(end, start + Self.context)])
        let cut = first > 0 ? "…" : ""
        text = cut + before + Self.shown(scalars[start..<last])
        indentation = cut.count + before.count
        width = max(1, marked.count)
    }

    private static func shown(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        let text = String(String.UnicodeScalarView(scalars)).replacing("\t", with: "    ")
        return UntrustedText.escaping(text)
    }
}

/// The colours of a report.
private struct DiagnosticStyle {
    let isColored: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "1;31") }
    func green(_ text: String) -> String { wrap(text, "1;32") }
    func blue(_ text: String) -> String { wrap(text, "34") }

    private func wrap(_ text: String, _ code: String) -> String {
        isColored ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
