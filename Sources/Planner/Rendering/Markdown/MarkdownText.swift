import Spec

/// Text that came from elsewhere, for Markdown as GitHub and GitLab render it.
///
/// It always stands in a `code` element, where no host looks for mentions, references and links, and every character
/// that means something to Markdown or HTML is a character reference: it can end no table cell, fence or comment.
enum MarkdownText {
    static func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }

    /// At most so many characters of the text.
    static func code(_ text: String, atMost limit: Int) -> String {
        code(text.utf8.count > limit && text.count > limit ? text.prefix(limit) + "…" : text)
    }

    private static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in UntrustedText.escaping(text).utf8 {
            if plain.contains(byte) || byte >= 0x80 {
                result.append(byte)
            } else {
                result += "&#\(byte);".utf8
            }
        }
        let escaped = String(decoding: result, as: UTF8.self)
        return mayHoldAddress(escaped) ? escaped.replacing("www.", with: "www&#46;") : escaped
    }

    private static let plain = ASCIIClass.letters.union(.digits).union(" .,/-=%?;")

    /// Hosts make links of such names, and few texts have any.
    private static func mayHoldAddress(_ text: String) -> Bool {
        var run = 0
        for byte in text.utf8 {
            run = byte == UInt8(ascii: "w") ? run + 1 : 0
            if run == 3 { return true }
        }
        return false
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
