/// Why bytes are no JSON text.
package struct MalformedJSON: Error, Hashable, Sendable {
    /// The offset of the first byte that does not fit.
    package let offset: Int
}

/// A cursor over the bytes of one JSON text (RFC 8259) that checks and skips values without building any.
///
/// It never allocates, and the depth of nesting is bounded, so a hostile text costs time in proportion to its length.
struct JSONScanner {
    /// Deeper nesting is malformed for us: no MCP message comes near it.
    static let maximumDepth = 128

    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    /// The next byte that is no white space, without taking it; nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    mutating func take(_ byte: UInt8) throws(MalformedJSON) {
        guard peek() == byte else { throw malformed }
        position += 1
    }

    /// Calls `member` with the range of each key, quotes included; it must take the value.
    mutating func members(
        _ member: (inout JSONScanner, Range<Int>) throws(MalformedJSON) -> Void
    ) throws(MalformedJSON) {
        try take(UInt8(ascii: "{"))
        if peek() == UInt8(ascii: "}") { return position += 1 }
        while true {
            let key = try string()
            try take(UInt8(ascii: ":"))
            try member(&self, key)
            if peek() == UInt8(ascii: "}") { return position += 1 }
            try take(UInt8(ascii: ","))
        }
    }

    /// Calls `element` before each element; it must take it.
    mutating func elements(_ element: (inout JSONScanner) throws(MalformedJSON) -> Void) throws(MalformedJSON) {
        try take(UInt8(ascii: "["))
        if peek() == UInt8(ascii: "]") { return position += 1 }
        while true {
            try element(&self)
            if peek() == UInt8(ascii: "]") { return position += 1 }
            try take(UInt8(ascii: ","))
        }
    }

    /// Takes any value and returns where it stands.
    @discardableResult
    mutating func value(depth: Int = 0) throws(MalformedJSON) -> Range<Int> {
        guard depth < Self.maximumDepth, let first = peek() else { throw malformed }
        let start = position
        switch first {
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "{"):
            try members { scanner, _ throws(MalformedJSON) in try scanner.value(depth: depth + 1) }
        case UInt8(ascii: "["):
            try elements { scanner throws(MalformedJSON) in try scanner.value(depth: depth + 1) }
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: try number()
        }
        return start..<position
    }

    /// Takes a string and returns where it stands, quotes included.
    @discardableResult
    mutating func string() throws(MalformedJSON) -> Range<Int> {
        try take(UInt8(ascii: "\""))
        let start = position - 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return start..<position
            case UInt8(ascii: "\\"): try escape()
            case 0..<0x20: throw malformed
            default: continue
            }
        }
        throw malformed
    }

    private mutating func escape() throws(MalformedJSON) {
        guard position < bytes.count else { throw malformed }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard position < bytes.count, Character(UnicodeScalar(bytes[position])).isHexDigit else { throw malformed }
                position += 1
            }
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return
        default: throw malformed
        }
    }

    private mutating func number() throws(MalformedJSON) {
        if next(is: UInt8(ascii: "-")) { position += 1 }
        if next(is: UInt8(ascii: "0")) { position += 1 } else { try digits() }
        if next(is: UInt8(ascii: ".")) {
            position += 1
            try digits()
        }
        if next(is: UInt8(ascii: "e")) || next(is: UInt8(ascii: "E")) {
            position += 1
            if next(is: UInt8(ascii: "+")) || next(is: UInt8(ascii: "-")) { position += 1 }
            try digits()
        }
    }

    private mutating func digits() throws(MalformedJSON) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        guard position > start else { throw malformed }
    }

    private mutating func literal(_ text: StaticString) throws(MalformedJSON) {
        for index in 0..<text.utf8CodeUnitCount {
            guard position < bytes.count, bytes[position] == text.utf8Start[index] else { throw malformed }
            position += 1
        }
    }

    private func next(is byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    private var malformed: MalformedJSON { MalformedJSON(offset: position) }
}
