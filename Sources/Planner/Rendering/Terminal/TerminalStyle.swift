/// What the terminal can show.
package struct TerminalStyle: Hashable, Sendable {
    package var isColored: Bool
    /// Columns; nil where lines may be as long as they are, as in a file.
    package var width: Int?
    /// True if only ASCII may be printed.
    package var isASCII: Bool

    package init(isColored: Bool = false, width: Int? = nil, isASCII: Bool = false) {
        self.isColored = isColored
        self.width = width
        self.isASCII = isASCII
    }

    /// No colour, no end of lines, every character.
    package static let plain = TerminalStyle()

    /// The text in characters that may be printed: what has no likeness in ASCII is spelled out as `\u{…}`.
    func spelled(_ text: String) -> String {
        guard isASCII, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        return text.unicodeScalars.map(Self.likeness).joined()
    }

    private static func likeness(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case _ where scalar.isASCII: String(scalar)
        case "→": "->"
        case "±": "+/-"
        case "…": "..."
        case "·": "-"
        case "⚠": "!"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}

/// A colour by its meaning; the value is the parameter of ECMA-48's "select graphic rendition".
enum Ink: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case cyan = 36
    case faint = 2
}

/// Text in which some parts have a colour.
struct InkedText: ExpressibleByStringInterpolation {
    struct Part {
        let text: String
        let ink: Ink?
    }

    private(set) var parts: [Part]

    init(stringLiteral text: String) {
        parts = [Part(text: text, ink: nil)]
    }

    init(_ text: String, _ ink: Ink? = nil) {
        parts = [Part(text: text, ink: ink)]
    }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    static func += (left: inout Self, right: Self) { left.parts += right.parts }

    var isEmpty: Bool { parts.allSatisfy(\.text.isEmpty) }
}
