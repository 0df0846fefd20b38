/// The value of a scalar by the core schema of YAML 1.2 (§10.3.2).
enum YAMLScalar: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A number with a fraction or an exponent, or one too large for 64 bits.
    case number(Double)
    /// The text is beside the scalar, see ``YAMLNode/Content``.
    case string

    /// Resolves an unquoted scalar.
    init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .boolean(true)
        case "false", "False", "FALSE": self = .boolean(false)
        default: self = Self.number(text) ?? .string
        }
    }

    var kind: String {
        switch self {
        case .null: "nothing"
        case .boolean: "a truth value"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        }
    }

    private static func number(_ text: String) -> Self? {
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return nil }
        if let value = special(text) { return .number(value) }
        if text.hasPrefix("0x") { return Int64(text.dropFirst(2), radix: 16).map { .integer($0) } }
        if text.hasPrefix("0o") { return Int64(text.dropFirst(2), radix: 8).map { .integer($0) } }
        guard isDecimal(text) else { return nil }
        if let integer = Int64(text) { return .integer(integer) }
        return Double(text).map { .number($0) }
    }

    /// Whether a text is a decimal number: `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`.
    private static func isDecimal(_ text: String) -> Bool {
        let (digits, signs) = (ASCIIClass.digits, ASCIIClass("+-"))
        var rest = text.utf8[...]
        rest = rest.dropFirst(min(1, signs.countOfPrefix(rest)))
        let whole = digits.countOfPrefix(rest)
        rest = rest.dropFirst(whole)
        if rest.first == UInt8(ascii: ".") {
            let fraction = digits.countOfPrefix(rest.dropFirst())
            guard whole > 0 || fraction > 0 else { return false }
            rest = rest.dropFirst(1 + fraction)
        } else {
            guard whole > 0 else { return false }
        }
        guard let exponent = rest.first else { return true }
        guard exponent == UInt8(ascii: "e") || exponent == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        rest = rest.dropFirst(min(1, signs.countOfPrefix(rest)))
        return !rest.isEmpty && digits.holds(rest)
    }

    private static func special(_ text: String) -> Double? {
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": .infinity
        case "-.inf", "-.Inf", "-.INF": -.infinity
        case ".nan", ".NaN", ".NAN": .nan
        default: nil
        }
    }
}
