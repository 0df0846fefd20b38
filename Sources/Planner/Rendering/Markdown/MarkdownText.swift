import Spec

/// Text that came from elsewhere, for Markdown as GitHub and GitLab render it.
///
/// It always stands in a `code` element, where no host looks for mentions, references and links, and every character
/// that means something to Markdown or HTML is a character reference: it can end no table cell, fence or comment.
enum MarkdownText {
    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    /// At most so many characters of the text.
    static func code(_ text: String, atMost limit: Int) -> String {
        code(text.count > limit ? text.prefix(limit) + "…" : text)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in UntrustedText.escaping(text).unicodeScalars {
            if isPlain(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "&#\(scalar.value);"
            }
        }
        return result.replacing("www.", with: "www&#46;")
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "/", "-", "=", "%", "?", ";": true
        default: !scalar.isASCII
        }
    }
}

/// Counts with their nouns, and lists that do not get too long.
enum MarkdownList {
    /// The first names as code, and how many there are beyond them.
    static func names(_ names: [String], atMost limit: Int) -> String {
        let shown = names.prefix(limit).map { MarkdownText.code($0, atMost: 80) }.joined(separator: ", ")
        return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
    }
}
