/// A size as people and container engines write it: a decimal number, blanks, and a unit.
struct SizeText: Hashable, Sendable {
    let number: String
    private let wholeDigits: Int
    private let fractionDigits: Int
    private let hasBlanks: Bool
    /// Of 1024: 0 for bytes, 1 for `k`, 2 for `m`, 3 for `g`, 4 for `t`, in either case.
    let exponent: Int

    /// Accepts `[0-9]+(\.[0-9]+)?\s*([kKmMgGtT]i?)?[bB]?`.
    init?(_ text: String) {
        var rest = text.utf8[...]
        wholeDigits = ASCIIClass.digits.countOfPrefix(rest)
        guard wholeDigits > 0 else { return nil }
        rest = rest.dropFirst(wholeDigits)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            fraction = ASCIIClass.digits.countOfPrefix(rest.dropFirst())
            guard fraction > 0 else { return nil }
            rest = rest.dropFirst(1 + fraction)
        }
        fractionDigits = fraction
        number = String(text[..<rest.startIndex])
        let blanks = Self.blanks.countOfPrefix(rest)
        hasBlanks = blanks > 0
        rest = rest.dropFirst(blanks)
        let unit = rest.first.flatMap { Self.units.firstIndex(of: $0 | Self.lowercaseBit) }
        exponent = unit.map { $0 + 1 } ?? 0
        if unit != nil {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "i") { rest = rest.dropFirst() }
        }
        if rest.first.map({ $0 | Self.lowercaseBit }) == UInt8(ascii: "b") { rest = rest.dropFirst() }
        guard rest.isEmpty else { return nil }
    }

    private static let blanks = ASCIIClass(" \t\n\r")
    private static let units = Array("kmgt".utf8)
    private static let lowercaseBit: UInt8 = 0x20

    /// True for what manifests allow: no blanks, and not more digits than any size has.
    var isPlain: Bool {
        guard !hasBlanks else { return false }
        return exponent == 0
            ? wholeDigits <= 15 && fractionDigits == 0
            : wholeDigits <= 6 && fractionDigits <= 6
    }
}
