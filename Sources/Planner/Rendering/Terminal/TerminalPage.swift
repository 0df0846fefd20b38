/// Lines for a terminal, broken between words where they would be too long.
struct TerminalPage {
    private let style: TerminalStyle
    private(set) var text = ""

    init(_ style: TerminalStyle) {
        self.style = style
    }

    mutating func blank() { text += "\n" }

    /// Writes a label in a column of its own and a text beside it; further lines begin under the text.
    ///
    /// A label that is wider than its column pushes its own text aside.
    mutating func row(indent: Int, label: InkedText, column: Int, _ content: InkedText) {
        let head = words(of: label)
        let used = head.reduce(0) { $0 + $1.width }
        text += String(repeating: " ", count: indent) + head.map(painted).joined()
        guard !content.isEmpty else {
            text += "\n"
            return
        }
        let start = indent + max(column, used + Self.gap)
        text += String(repeating: " ", count: start - indent - used)
        flow(words(of: content), from: start, hanging: indent + column)
        text += "\n"
    }

    /// Writes a text whose further lines are indented further.
    mutating func line(indent: Int = 0, hanging: Int? = nil, _ content: InkedText) {
        text += String(repeating: " ", count: indent)
        flow(words(of: content), from: indent, hanging: hanging ?? indent)
        text += "\n"
    }

    /// Columns between a label and its text.
    static let gap = 2
    /// A line that has less room than this is not broken: nothing would fit anyway.
    private static let leastRoom = 24

    private mutating func flow(_ words: [Word], from start: Int, hanging: Int) {
        let hanging = min(hanging, max(0, (style.width ?? .max) - Self.leastRoom))
        var (column, blanks) = (start, "")
        for word in words {
            guard !word.isBlank else {
                blanks += word.text
                continue
            }
            if let width = style.width, column > hanging, column + blanks.count + word.width > width {
                text += "\n" + String(repeating: " ", count: hanging)
                column = hanging
            } else {
                text += blanks
                column += blanks.count
            }
            blanks = ""
            text += painted(word)
            column += word.width
        }
    }

    private struct Word {
        let text: String
        let ink: Ink?
        let isBlank: Bool
        let width: Int
    }

    private func words(of content: InkedText) -> [Word] {
        content.parts.flatMap { part in
            let text = style.spelled(part.text)
            return text.chunkedByBlanks.map { chunk, isBlank in
                Word(text: String(chunk), ink: part.ink, isBlank: isBlank, width: chunk.columns)
            }
        }
    }

    private func painted(_ word: Word) -> String {
        guard style.isColored, let ink = word.ink, !word.isBlank else { return word.text }
        return "\u{1B}[\(ink.rawValue)m\(word.text)\u{1B}[0m"
    }
}

extension String {
    /// Runs of spaces and runs of other characters, in order.
    fileprivate var chunkedByBlanks: [(Substring, isBlank: Bool)] {
        var chunks: [(Substring, isBlank: Bool)] = []
        var start = startIndex
        let isPlain = isPlain
        while start < endIndex {
            let isBlank = self[start] == " "
            // What begins and ends a character costs time to find out, and bytes say the same of most texts.
            let end =
                isPlain
                ? utf8[start...].firstIndex { ($0 == UInt8(ascii: " ")) != isBlank }
                : self[start...].firstIndex { ($0 == " ") != isBlank }
            chunks.append((self[start..<(end ?? endIndex)], isBlank))
            start = end ?? endIndex
        }
        return chunks
    }
}

extension StringProtocol {
    /// How many columns a terminal gives the text: two for the wide characters of East Asia and for emoji.
    var columns: Int { isPlain ? utf8.count : reduce(0) { $0 + ($1.isWide ? 2 : 1) } }

    /// True if every byte is a character of one column, as in most texts.
    fileprivate var isPlain: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}

extension Character {
    fileprivate var isWide: Bool {
        guard let scalar = unicodeScalars.first else { return false }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF: true
        case 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD: true
        default: false
        }
    }
}
