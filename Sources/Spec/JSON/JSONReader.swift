/// Reads JSON text of any origin into its canonical value (RFC 8259), and refuses what two readers could read differently.
///
/// What is refused: keys that are there twice, lone surrogates, numbers that are too large for anybody.
struct JSONReader {
    /// Why a text is no such JSON.
    struct Problem: Error, Hashable, Sendable {
        let sentence: String
    }

    /// Collections within collections.
    static let maximumDepth = 128

    private let bytes: [UInt8]
    private var place = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    static func value(of bytes: [UInt8]) throws(Problem) -> CanonicalJSON {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.place == bytes.count else { throw Problem(sentence: "something follows the value") }
        return value
    }

    private mutating func value(depth: Int) throws(Problem) -> CanonicalJSON {
        guard depth <= Self.maximumDepth else { throw Problem(sentence: "it is nested too deep") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .literal("null"))
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(Problem) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [:]
        place += 1
        skipSpace()
        if skip("}") { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw malformed }
            let key = try string()
            skipSpace()
            guard skip(":") else { throw malformed }
            guard members.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
                throw Problem(sentence: "the key '\(key.prefix(60))' is there twice")
            }
            skipSpace()
        } while skip(",")
        guard skip("}") else { throw malformed }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Problem) -> CanonicalJSON {
        var elements: [CanonicalJSON] = []
        place += 1
        skipSpace()
        if skip("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while skip(",")
        guard skip("]") else { throw malformed }
        return .array(elements)
    }

    private mutating func word(_ text: StaticString, _ value: CanonicalJSON) throws(Problem) -> CanonicalJSON {
        for character in text.withUTF8Buffer(Array.init) {
            guard peek == character else { throw malformed }
            place += 1
        }
        return value
    }

    // MARK: Numbers

    private mutating func number() throws(Problem) -> CanonicalJSON {
        let start = place
        while let byte = peek, Self.isOfNumber(byte) { place += 1 }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard Self.isNumber(bytes[start..<place]) else { throw malformed }
        if let integer = Int64(text) { return .integer(integer) }
        // Digits beyond what a computer's integer holds stay as they are written.
        if !text.contains(where: { ".eE".contains($0) }) { return .literal(text) }
        guard let number = Double(text), number.isFinite else { throw Problem(sentence: "a number is too large") }
        return Int64(exactly: number).map(CanonicalJSON.integer) ?? .literal("\(number)")
    }

    /// RFC 8259, section 6: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        let digits = ASCIIClass.digits
        var rest = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        let whole = digits.countOfPrefix(rest)
        guard whole == 1 || whole > 1 && rest.first != UInt8(ascii: "0") else { return false }
        rest = rest.dropFirst(whole)
        if rest.first == UInt8(ascii: ".") {
            let fraction = digits.countOfPrefix(rest.dropFirst())
            guard fraction > 0 else { return false }
            rest = rest.dropFirst(1 + fraction)
        }
        guard let mark = rest.first else { return true }
        guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
        rest = rest.dropFirst()
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return !rest.isEmpty && digits.holds(rest)
    }

    private static func isOfNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    // MARK: Strings

    private mutating func string() throws(Problem) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = peek {
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw Problem(sentence: "it is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw malformed
            default: text.append(byte)
            }
        }
        throw malformed
    }

    private mutating func escape(into text: inout [UInt8]) throws(Problem) {
        guard let byte = peek else { throw malformed }
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): text += Array(String(Character(try codePoint())).utf8)
        default: throw malformed
        }
    }

    private mutating func codePoint() throws(Problem) -> Unicode.Scalar {
        let unit = try hexadecimal()
        guard unit & 0xFC00 == 0xD800 else {
            guard let scalar = Unicode.Scalar(unit) else { throw Problem(sentence: "half a character is escaped") }
            return scalar
        }
        guard skip("\\"), skip("u") else { throw Problem(sentence: "half a character is escaped") }
        let low = try hexadecimal()
        guard low & 0xFC00 == 0xDC00,
            let scalar = Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF))
        else { throw Problem(sentence: "half a character is escaped") }
        return scalar
    }

    private mutating func hexadecimal() throws(Problem) -> UInt32 {
        guard place + 4 <= bytes.count else { throw malformed }
        let digits = bytes[place..<place + 4]
        place += 4
        var unit: UInt32 = 0
        for digit in digits {
            guard let value = Character(Unicode.Scalar(digit)).hexDigitValue, digit < 0x80 else { throw malformed }
            unit = unit << 4 + UInt32(value)
        }
        return unit
    }

    // MARK: Bytes

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private var malformed: Problem { Problem(sentence: "it is no well-formed JSON") }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }
}

extension CanonicalJSON {
    /// The member of an object; nil where there is none.
    package func member(_ key: String) -> CanonicalJSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }
}
