/// A set of ASCII characters.
struct CharacterClass: Hashable, Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ characters: some Sequence<UInt8>) {
        var (low, high) = (UInt64(0), UInt64(0))
        for character in characters where character < 128 {
            if character < 64 { low |= 1 << UInt64(character) } else { high |= 1 << UInt64(character - 64) }
        }
        (self.low, self.high) = (low, high)
    }

    func contains(_ character: UInt8) -> Bool {
        if character < 64 { return low >> UInt64(character) & 1 == 1 }
        return character < 128 && high >> UInt64(character - 64) & 1 == 1
    }

    static let digits = Self(UInt8(ascii: "0")...UInt8(ascii: "9"))
    static let upper = Self(Array(UInt8(ascii: "A")...UInt8(ascii: "Z")) + Array(UInt8(ascii: "0")...UInt8(ascii: "9")))
    static let lower = Self(Array(UInt8(ascii: "a")...UInt8(ascii: "z")) + Array(UInt8(ascii: "0")...UInt8(ascii: "9")))
    static let hex = Self("0123456789abcdefABCDEF".utf8)
    /// ASCII letters and digits.
    static let word = Self(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8
    )
    static let wordDash = Self("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-".utf8)
    static let wordDashDot = Self("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.".utf8)
    static let wordDashEqual = Self("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-=".utf8)
    static let base64 = Self("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=".utf8)
    static let uuid = Self("0123456789abcdefABCDEF-".utf8)
}
