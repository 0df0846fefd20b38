extension JSONParser {
    /// Reads a number, whose grammar it checks (RFC 8259 §6).
    mutating func number() throws(Failure) -> JSONNumber {
        let start = position
        skip(UInt8(ascii: "-"))
        let leading = peek()
        let whole = skipDigits()
        guard whole > 0 else { throw failure("not a JSON value") }
        guard whole == 1 || leading != UInt8(ascii: "0") else { throw failure("a number begins with 0") }
        if skip(UInt8(ascii: ".")), skipDigits() == 0 { throw failure("digits are missing after '.'") }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { skip(UInt8(ascii: "-")) }
            guard skipDigits() > 0 else { throw failure("digits of the exponent are missing") }
        }
        return JSONNumber(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    @discardableResult
    private mutating func skip(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipDigits() -> Int {
        let start = position
        while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        return position - start
    }

    /// Reads a string from its opening quote on.
    ///
    /// A surrogate without its other half reads as U+FFFD.
    mutating func string() throws(Failure) -> String {
        position += 1
        var unescaped: [UInt8] = []
        var start = position
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try text(unescaped, then: bytes[start..<position])
            case UInt8(ascii: "\\"):
                unescaped += bytes[start..<position]
                try appendEscape(to: &unescaped)
                start = position
            case 0x00..<0x20: throw failure("a control character in a string")
            default: position += 1
            }
        }
        throw failure("a string does not end")
    }

    private func text(_ unescaped: [UInt8], then rest: Slice<UnsafeRawBufferPointer>) throws(Failure) -> String {
        let text =
            unescaped.isEmpty
            ? String(validating: rest, as: UTF8.self)
            : String(validating: unescaped + rest, as: UTF8.self)
        guard let text else { throw failure("a string is not UTF-8") }
        return text
    }

    private mutating func appendEscape(to bytes: inout [UInt8]) throws(Failure) {
        position += 1
        guard let byte = peek() else { throw failure("a string does not end") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes += String(try escapedScalar()).utf8
        default: throw failure("an unknown escape in a string")
        }
    }

    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        let first = try hexadecimal()
        guard first & 0xFC00 == 0xD800 else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let resume = position
        guard skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else {
            position = resume
            return "\u{FFFD}"
        }
        let second = try hexadecimal()
        guard second & 0xFC00 == 0xDC00 else {
            position = resume
            return "\u{FFFD}"
        }
        return Unicode.Scalar(0x10000 + (first & 0x3FF) << 10 + second & 0x3FF) ?? "\u{FFFD}"
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure("four hexadecimal digits are missing after '\\u'") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw failure("four hexadecimal digits are missing after '\\u'")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
