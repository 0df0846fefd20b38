/// The escapes of JSON strings (RFC 8259, section 7).
enum JSONEscapes {
    /// The UTF-8 that the inside of a well-formed string stands for; a lone surrogate becomes `?`.
    static func removed(from bytes: Slice<UnsafeRawBufferPointer>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"): result += scalar(&rest).utf8
            default: result.append(escaped)
            }
        }
        return result
    }

    /// The character behind a `\u` that was read.
    private static func scalar(_ rest: inout Slice<UnsafeRawBufferPointer>) -> String {
        let unit = unit(&rest)
        if let scalar = Unicode.Scalar(unit) { return String(scalar) }
        guard unit < 0xDC00, rest.starts(with: "\\u".utf8) else { return "?" }
        rest = rest.dropFirst(2)
        let units = [UInt16(unit), UInt16(self.unit(&rest))]
        return String(decoding: units, as: UTF16.self)
    }

    private static func unit(_ rest: inout Slice<UnsafeRawBufferPointer>) -> UInt32 {
        let digits = String(decoding: rest.prefix(4), as: UTF8.self)
        rest = rest.dropFirst(4)
        return UInt32(digits, radix: 16) ?? 0xFFFD
    }
}
