/// JSON whose bytes its content decides, which hashes are made from (RFC 8785: sorted keys, no white space).
///
/// One deviation: integers are written exactly, where RFC 8785 would round those beyond 2^53.
package enum CanonicalJSON: Hashable, Sendable {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    /// A number with a fraction, or null, as it is written.
    case literal(String)
    case array([CanonicalJSON])
    case object([String: CanonicalJSON])

    /// An object without the members that are nil: a field that is added later changes no older hash.
    package static func eliding(_ members: [(String, CanonicalJSON?)]) -> Self {
        let present = members.compactMap { key, value in value.map { (key, $0) } }
        return .object(Dictionary(present) { _, last in last })
    }

    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .string(let string): Self.write(string, to: &text)
        case .integer(let number): text += String(number)
        case .bool(let value): text += value ? "true" : "false"
        case .literal(let literal): text += literal
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, (key, value)) in Self.sorted(members).enumerated() {
                if index > 0 { text += "," }
                Self.write(key, to: &text)
                text += ":"
                value.write(to: &text)
            }
            text += "}"
        }
    }

    /// RFC 8785 §3.2.3: by UTF-16 code units, which sort as bytes do where all is ASCII.
    package static func sorted(_ members: [String: CanonicalJSON]) -> [(String, CanonicalJSON)] {
        let pairs = members.map { ($0.key, $0.value) }
        guard pairs.allSatisfy({ $0.0.utf8.allSatisfy { $0 < 0x80 } }) else {
            return pairs.sorted { $0.0.utf16.lexicographicallyPrecedes($1.0.utf16) }
        }
        return pairs.sorted { $0.0 < $1.0 }
    }

    private static func write(_ string: String, to text: inout String) {
        guard string.utf8.allSatisfy(isPlain) else {
            text += quoted(string)
            return
        }
        text += "\""
        text += string
        text += "\""
    }

    /// RFC 8785 §3.2.2.2: only what JSON demands is escaped, and whatever else is asked for.
    package static func quoted(
        _ text: String,
        escaping isEscaped: ((Unicode.Scalar) -> Bool)? = nil
    ) -> String {
        if isEscaped == nil, text.utf8.allSatisfy(isPlain) { return "\"\(text)\"" }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\u{C}": result += "\\f"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || isEscaped?(scalar) == true: result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Whether a byte of UTF-8 stands in a string of JSON as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        .joined()
    }
}
