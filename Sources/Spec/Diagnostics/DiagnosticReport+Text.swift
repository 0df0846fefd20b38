extension DiagnosticReport {
    /// Every diagnostic as `path:line:column: error[code]: message`, the source line, a caret, and help.
    ///
    /// Ends with a line break unless there is nothing to say.
    package func text(isColored: Bool = false) -> String {
        let page = DiagnosticPage(lines: lines, style: DiagnosticStyle(isColored: isColored))
        return diagnostics.map(page.text).joined(separator: "\n")
    }
}

/// Shows diagnostics beside the lines that they are about.
private struct DiagnosticPage {
    /// Of each file, told apart once for all that is said of it.
    let lines: [String: [Substring]]
    let style: DiagnosticStyle

    func text(of diagnostic: Diagnostic) -> String {
        let place = UntrustedText.escaping(diagnostic.location.description)
        let severity = style.red("\(diagnostic.severity.rawValue)[\(diagnostic.code.rawValue)]")
        var lines = ["\(style.bold(place)): \(severity): \(UntrustedText.escaping(diagnostic.message))"]
        let related = diagnostic.related
        let width = String(max(diagnostic.location.line, related?.location.line ?? 0)).count
        lines += snippet(at: diagnostic.location, width: width)
        if let related {
            let place = UntrustedText.escaping("\(related.location): \(related.message)")
            lines.append("\(gutter(width)) \(style.bold("note")): \(place)")
            lines += snippet(at: related.location, width: width)
        }
        if let suggestion = diagnostic.suggestion {
            lines.append("\(gutter(width)) \(style.green("help")): \(UntrustedText.escaping(suggestion))")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func gutter(_ width: Int) -> String {
        style.blue(String(repeating: " ", count: width) + " =")
    }

    private func snippet(at location: SourceLocation, width: Int) -> [String] {
        guard let text = line(at: location) else { return [] }
        let line = SourceLine(text, marking: location)
        let number = String(location.line)
        let padding = String(repeating: " ", count: width - number.count)
        let caret =
            String(repeating: " ", count: line.indentation) + style.red(String(repeating: "^", count: line.width))
        return [
            style.blue("\(padding)\(number) |") + " " + line.text,
            style.blue(String(repeating: " ", count: width) + " |") + " " + caret,
        ]
    }

    /// Nil if the text is not at hand.
    private func line(at location: SourceLocation) -> Substring? {
        guard let lines = lines[location.file], lines.indices.contains(location.line - 1) else { return nil }
        return lines[location.line - 1]
    }
}

/// One line of a manifest as it is shown, with the part of it that is marked.
private struct SourceLine {
    let text: String
    let indentation: Int
    let width: Int

    /// How many characters of a line are shown at most, on either side of the marked part.
    private static let context = 100

    init(_ line: Substring, marking location: SourceLocation) {
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
