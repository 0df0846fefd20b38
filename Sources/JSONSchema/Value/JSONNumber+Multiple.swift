extension JSONNumber {
    /// The most digits of a divisor: 10^34 × 10 still fits 128 bits.
    static let divisorDigits = 34

    /// Whether the value is a whole multiple of `divisor`, which must have at most `divisorDigits` digits and not be 0.
    ///
    /// Exact at any size, in a number of operations linear in the digits: neither side has trailing zeros, so a value
    /// of smaller exponent than the divisor cannot be a multiple, and else the remainder is found by modular powers.
    func isMultiple(of divisor: JSONNumber) -> Bool {
        guard !isZero else { return true }
        guard exponent >= divisor.exponent, let modulus = UInt128(divisor.digits) else { return false }
        let remainder = digits.utf8.reduce(0 as UInt128) { ($0 * 10 + UInt128($1 - UInt8(ascii: "0"))) % modulus }
        let scale = Self.powerOfTen(exponent - divisor.exponent, modulo: modulus)
        return Self.product(remainder, scale, modulo: modulus) == 0
    }

    private static func powerOfTen(_ exponent: Int, modulo modulus: UInt128) -> UInt128 {
        var (result, base, rest) = (1 % modulus, 10 % modulus, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = product(result, base, modulo: modulus) }
            base = product(base, base, modulo: modulus)
            rest >>= 1
        }
        return result
    }

    private static func product(_ left: UInt128, _ right: UInt128, modulo modulus: UInt128) -> UInt128 {
        modulus.dividingFullWidth(left.multipliedFullWidth(by: right)).remainder
    }
}
