/// Which rules may match where two characters stand, ASCII case aside.
struct Prefilter: Sendable {
    /// One bit for each pair of bytes.
    private let bits: [UInt64]
    private let candidates: [UInt16: [Int]]

    init(_ rules: [SecretRule]) {
        var bits = [UInt64](repeating: 0, count: 1024)
        var candidates: [UInt16: [Int]] = [:]
        for (index, rule) in rules.enumerated() {
            for keyword in rule.keywords {
                let bytes = Array(keyword.utf8)
                let pair = Self.pair(bytes[0], bytes[1])
                bits[Int(pair >> 6)] |= 1 << UInt64(pair & 63)
                candidates[pair, default: []].append(index)
            }
        }
        (self.bits, self.candidates) = (bits, candidates)
    }

    func mayMatch(_ first: UInt8, _ second: UInt8) -> Bool {
        let pair = Self.pair(first, second)
        return bits[Int(pair >> 6)] >> UInt64(pair & 63) & 1 == 1
    }

    /// Indices of rules, in their order.
    func candidates(_ first: UInt8, _ second: UInt8) -> [Int] {
        candidates[Self.pair(first, second)] ?? []
    }

    private static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 {
        UInt16(first.foldedCase) << 8 | UInt16(second.foldedCase)
    }
}

extension UInt8 {
    /// The lower case letter of an ASCII letter; anything else as it is.
    var foldedCase: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}
