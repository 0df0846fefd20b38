/// A JSON number, exact: `±digits × 10^exponent`, with no leading and no trailing zero among the digits.
struct JSONNumber: Sendable {
    /// As the document spells it.
    let source: String
    let isNegative: Bool
    /// ASCII digits; empty for zero.
    let digits: String
    let exponent: Int

    /// Exponents beyond this are taken for this, so that arithmetic on them cannot overflow.
    private static let exponentBound = 1_000_000_000_000_000

    /// `source` must already follow the grammar of RFC 8259 §6.
    init(_ source: String) {
        let parts = source.utf8.split(maxSplits: 1) { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
        let mantissa = parts.first ?? source.utf8[...]
        let written = mantissa.filter { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        let fraction = mantissa.firstIndex(of: UInt8(ascii: ".")).map { mantissa[$0...].count - 1 } ?? 0
        let significant = written.drop { $0 == UInt8(ascii: "0") }
        let trailingZeros = significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count
        self.source = source
        digits = String(decoding: significant.dropLast(trailingZeros), as: UTF8.self)
        isNegative = mantissa.first == UInt8(ascii: "-") && !digits.isEmpty
        let shift = parts.count > 1 ? Self.exponent(of: parts[1]) : 0
        exponent = digits.isEmpty ? 0 : shift - fraction + trailingZeros
    }

    private static func exponent(of text: Substring.UTF8View) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let magnitude = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), exponentBound) }
        return isNegative ? -magnitude : magnitude
    }

    /// Whether the value is whole: `1.0` and `1e3` are.
    var isInteger: Bool { exponent >= 0 }

    var isZero: Bool { digits.isEmpty }

    /// The value as a size, `Int.max` if it is larger than that; nil unless it is whole and not negative.
    var count: Int? {
        guard isInteger, !isNegative else { return nil }
        guard !isZero else { return 0 }
        guard digits.utf8.count + exponent <= 18 else { return .max }
        return Int(digits + String(repeating: "0", count: exponent))
    }
}

extension JSONNumber: Hashable, Comparable {
    static func == (left: Self, right: Self) -> Bool {
        left.isNegative == right.isNegative && left.exponent == right.exponent && left.digits == right.digits
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(isNegative)
        hasher.combine(exponent)
        hasher.combine(digits)
    }

    static func < (left: Self, right: Self) -> Bool {
        guard left.signum == right.signum else { return left.signum < right.signum }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private var signum: Int { isZero ? 0 : isNegative ? -1 : 1 }

    /// Compares magnitudes of two numbers of the same sign.
    private func isSmaller(than other: Self) -> Bool {
        let order = digits.utf8.count + exponent
        let otherOrder = other.digits.utf8.count + other.exponent
        guard order == otherOrder else { return order < otherOrder }
        return digits.utf8.lexicographicallyPrecedes(other.digits.utf8)
    }
}
