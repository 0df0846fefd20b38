/// A set of ASCII characters, for texts that are looked at too often for a regular expression.
///
/// A literal expression is parsed each time that it is evaluated, which costs more than all the rest of reading a name.
package struct ASCIIClass: Sendable {
    package static let digits = ASCIIClass("0123456789")
    package static let lowercase = ASCIIClass("abcdefghijklmnopqrstuvwxyz")
    package static let letters = lowercase.union("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    package static let hexadecimal = digits.union("abcdef")

    private var low: UInt64 = 0
    private var high: UInt64 = 0

    package init(_ members: StaticString) {
        members.withUTF8Buffer { bytes in
            for byte in bytes { insert(byte) }
        }
    }

    private mutating func insert(_ byte: UInt8) {
        precondition(byte < 128, "a class of ASCII characters has another")
        if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }

    package func union(_ members: StaticString) -> Self { union(Self(members)) }

    package func union(_ other: Self) -> Self {
        var union = self
        union.low |= other.low
        union.high |= other.high
        return union
    }

    package func contains(_ byte: UInt8) -> Bool {
        if byte < 64 { low & (1 << UInt64(byte)) != 0 } else { byte < 128 && high & (1 << UInt64(byte - 64)) != 0 }
    }

    /// Whether a text has no other characters; true for an empty one.
    package func holds(_ text: some Sequence<UInt8>) -> Bool {
        text.allSatisfy(contains)
    }

    /// How many of the first characters of a text are of the class.
    package func countOfPrefix(_ text: some Sequence<UInt8>) -> Int {
        var count = 0
        for byte in text {
            guard contains(byte) else { break }
            count += 1
        }
        return count
    }
}
