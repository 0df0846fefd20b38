/// Text that came from a manifest, a server, an image or an engine, made safe to show.
///
/// A terminal must not obey it and a reader must not be deceived by it: control characters (so ANSI sequences too),
/// bidirectional overrides, invisible characters, tag characters and variation selectors are spelled out as `\u{…}`.
package enum UntrustedText {
    /// The text on one line, in which every character that steers or deceives is replaced by its code point.
    package static func escaping(_ text: String) -> String {
        guard !text.utf8.allSatisfy(isHarmless), text.unicodeScalars.contains(where: isUnsafe) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar) {
                escaped += spelling(of: scalar)
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// As ``escaping(_:)``, but line breaks stay and tabs become four spaces, for text that is shown as a block.
    package static func escapingLines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { escaping(String($0).replacing("\t", with: "    ")) }
            .joined(separator: "\n")
    }

    /// Most texts are of such bytes alone, and not looked at any further.
    private static func isHarmless(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) }

    static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
        case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x3164, 0xFFA0: true  // invisible
        case 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F: true  // zero width, separators, bidirectional
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF: true  // variation selectors
        case 0xFEFF, 0xFFF9...0xFFFB, 0x1D173...0x1D17A: true  // byte order mark, annotations
        case 0xE0000...0xE0FFF: true  // tags
        default: false
        }
    }

    private static func spelling(of scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
