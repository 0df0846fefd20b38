extension ManifestDraft {
    /// Writes what diagnostics are certain about: misspelt keys and words, and text that needs quotes.
    ///
    /// A file in which that would bring a mistake of its YAML, such as a key that is there twice, stays.
    ///
    /// - Returns: How many diagnostics were acted upon.
    package mutating func fix(_ report: DiagnosticReport) throws(Problem) -> Int {
        var count = 0
        let fixable = report.diagnostics.filter { $0.replacement != nil }
        for (file, diagnostics) in Dictionary(grouping: fixable, by: \.location.file).sorted(by: { $0.key < $1.key }) {
            let path = TreePath(file.split(separator: "/").map(String.init))
            guard isWritten(file) else { continue }
            let bytes = try bytes(of: path)
            let known = Set(YAMLDocument(bytes: bytes, file: file).diagnostics.map(\.message))
            let fixed = Array(Self.fixed(String(decoding: bytes, as: UTF8.self), diagnostics).utf8)
            let fresh = YAMLDocument(bytes: fixed, file: file).diagnostics.filter { !known.contains($0.message) }
            guard fresh.isEmpty else { continue }
            files.change(path, to: fixed)
            count += diagnostics.count
        }
        return count
    }

    private static func fixed(_ text: String, _ diagnostics: [Diagnostic]) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        for diagnostic in diagnostics.sorted(by: >) {
            let place = diagnostic.location
            guard lines.indices.contains(place.line - 1), let replacement = diagnostic.replacement else { continue }
            let (start, end) = (place.column - 1, place.column - 1 + place.length)
            guard end <= lines[place.line - 1].count else { continue }
            let isQuoted = lines[place.line - 1][start] == "\"" && !replacement.hasPrefix("\"")
            let written = isQuoted ? JSONValue.string(replacement).compactText : replacement
            lines[place.line - 1].replaceSubrange(start..<end, with: Array(written.unicodeScalars))
        }
        return lines.map { line in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: line)
            return String(view)
        }
        .joined(separator: "\n")
    }
}
