/// JSON whose bytes its content decides, which hashes are made from (RFC 8785: sorted keys, no white space).
///
/// One deviation: integers are written exactly, where RFC 8785 would round those beyond 2^53.
enum CanonicalJSON {
    case string(String)
    case integer(Int64)
    case bool(Bool)
    /// A number with a fraction, or null, as it is written.
    case literal(String)
    case array([CanonicalJSON])
    case object([String: CanonicalJSON])

    /// An object without the members that are nil: a field that is added later changes no older hash.
    static func eliding(_ members: [(String, CanonicalJSON?)]) -> Self {
        let present = members.compactMap { key, value in value.map { (key, $0) } }
        return .object(Dictionary(present) { _, last in last })
    }

    var text: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .bool(let value): value ? "true" : "false"
        case .literal(let text): text
        case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + Self.sorted(members).map { Self.quoted($0) + ":" + $1.text }.joined(separator: ",") + "}"
        }
    }

    /// RFC 8785 §3.2.3: by UTF-16 code units.
    static func sorted(_ members: [String: CanonicalJSON]) -> [(String, CanonicalJSON)] {
        members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }.map { ($0.key, $0.value) }
    }

    /// RFC 8785 §3.2.2.2: only what JSON demands is escaped, and whatever else is asked for.
    static func quoted(_ text: String, escaping isEscaped: (Unicode.Scalar) -> Bool = { _ in false }) -> String {
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
            case _ where scalar.value < 0x20 || isEscaped(scalar): result += escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        .joined()
    }
}
