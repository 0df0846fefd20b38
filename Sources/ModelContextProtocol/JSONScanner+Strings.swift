/// Where a string stands, quotes included.
struct JSONStringToken {
    let range: Range<Int>
    /// True if some character is spelled with a backslash.
    let hasEscapes: Bool
}

extension JSONScanner {
    /// Takes a string.
    mutating func string() throws(MalformedJSON) -> JSONStringToken {
        try take(UInt8(ascii: "\""))
        let start = position - 1
        var hasEscapes = false
        while true {
            skipPlainBytes()
            guard position < bytes.count else { throw malformed }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return JSONStringToken(range: start..<position, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                try escape()
            case 0..<0x20: throw malformed
            case 0x20..<0x80: position += 1
            case let lead: try multibyteCharacter(lead)
            }
        }
    }

    /// Goes over eight bytes at a time while none of them is a quote, a backslash, a control or part of a character of
    /// several bytes.
    ///
    /// Subtracting borrows only upwards, so the lowest mark is exact.
    private mutating func skipPlainBytes() {
        while position + 8 <= bytes.count {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quote = word ^ Self.spread(UInt8(ascii: "\""))
            let backslash = word ^ Self.spread(UInt8(ascii: "\\"))
            let marks =
                ((quote &- Self.spread(1)) & ~quote) | ((backslash &- Self.spread(1)) & ~backslash)
                | ((word &- Self.spread(0x20)) & ~word) | word
            let marked = marks & Self.spread(0x80)
            guard marked == 0 else {
                position += marked.trailingZeroBitCount / 8
                return
            }
            position += 8
        }
    }

    private static func spread(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }

    private mutating func escape() throws(MalformedJSON) {
        guard position + 1 < bytes.count else { throw malformed }
        switch bytes[position + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position += 2
        case UInt8(ascii: "u"):
            guard position + 6 <= bytes.count, bytes[(position + 2)..<(position + 6)].allSatisfy(Self.isHexDigit) else {
                throw malformed
            }
            position += 6
        default: throw malformed
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    /// Takes one character of two to four bytes, well-formed as the Unicode Standard's table 3-7 says.
    private mutating func multibyteCharacter(_ lead: UInt8) throws(MalformedJSON) {
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch lead {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: throw malformed
            }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]),
            bytes[(position + 2)..<(position + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
        else { throw malformed }
        position += length
    }
}
