/// Text of an engine or a server in a form that may be printed: what could steer a terminal or hide is spelled out.
package struct EscapedText: Hashable, Sendable, CustomStringConvertible {
    /// Characters of the original that are kept; the rest is replaced by an ellipsis.
    package static let maximumLength = 1024

    package let description: String

    package init(_ text: String) {
        var escaped = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < Self.maximumLength else {
                escaped += "…"
                break
            }
            if Self.isPrintable(scalar) {
                escaped.unicodeScalars.append(scalar)
            } else {
                escaped += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        description = escaped
    }

    /// False for controls, invisible and direction-changing format characters, line separators, tags, private use.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
        default: true
        }
    }
}
