/// Why bytes are no JSON text.
package struct MalformedJSON: Error, Hashable, Sendable {
    /// The offset of the first byte that does not fit.
    package let offset: Int
}

/// A cursor over the bytes of one JSON text (RFC 8259, UTF-8) that checks and skips values without building any.
///
/// It never allocates, and the depth of nesting is bounded, so a hostile text costs time in proportion to its length.
struct JSONScanner {
    /// Deeper nesting is malformed for us: no MCP message comes near it.
    static let maximumDepth = 128

    let bytes: UnsafeRawBufferPointer
    var position = 0
    /// True once a line break between two tokens was passed: such a text is not one line.
    private(set) var hasLineBreaks = false

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    var malformed: MalformedJSON { MalformedJSON(offset: position) }

    /// The next byte that is no white space, without taking it; nil at the end.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09: break
            case 0x0A, 0x0D: hasLineBreaks = true
            default: return byte
            }
            position += 1
        }
        return nil
    }

    mutating func take(_ byte: UInt8) throws(MalformedJSON) {
        guard peek() == byte else { throw malformed }
        position += 1
    }

    /// Checks that nothing but white space is left.
    mutating func finish() throws(MalformedJSON) {
        guard peek() == nil else { throw malformed }
    }

    /// Takes the next key of an object and its colon; nil once the object's end was taken.
    ///
    /// The first key is the one right after the opening brace.
    mutating func nextKey(isFirst: Bool) throws(MalformedJSON) -> JSONStringToken? {
        guard try hasNext(isFirst: isFirst, end: UInt8(ascii: "}")) else { return nil }
        let key = try string()
        try take(UInt8(ascii: ":"))
        return key
    }

    /// Goes to the next element of an array; false once the array's end was taken.
    mutating func nextElement(isFirst: Bool) throws(MalformedJSON) -> Bool {
        try hasNext(isFirst: isFirst, end: UInt8(ascii: "]"))
    }

    private mutating func hasNext(isFirst: Bool, end: UInt8) throws(MalformedJSON) -> Bool {
        switch peek() {
        case end:
            position += 1
            return false
        case UInt8(ascii: ",") where !isFirst:
            position += 1
            return true
        case _ where isFirst: return true
        default: throw malformed
        }
    }

    /// Takes any value, which stands in `depth` containers, and returns where it stands.
    @discardableResult
    mutating func value(depth: Int) throws(MalformedJSON) -> Range<Int> {
        guard let first = peek() else { throw malformed }
        let start = position
        switch first {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "t"): try literal("true")
        case UInt8(ascii: "f"): try literal("false")
        case UInt8(ascii: "n"): try literal("null")
        default: try number()
        }
        return start..<position
    }

    private mutating func object(depth: Int) throws(MalformedJSON) {
        guard depth < Self.maximumDepth else { throw malformed }
        position += 1
        var isFirst = true
        while try nextKey(isFirst: isFirst) != nil {
            try value(depth: depth + 1)
            isFirst = false
        }
    }

    private mutating func array(depth: Int) throws(MalformedJSON) {
        guard depth < Self.maximumDepth else { throw malformed }
        position += 1
        var isFirst = true
        while try nextElement(isFirst: isFirst) {
            try value(depth: depth + 1)
            isFirst = false
        }
    }
}

// MARK: - Numbers and literals

extension JSONScanner {
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
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw malformed }
    }

    private func next(is byte: UInt8) -> Bool { position < bytes.count && bytes[position] == byte }

    private mutating func literal(_ text: StaticString) throws(MalformedJSON) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard next(is: text.utf8Start[offset]) else { throw malformed }
            position += 1
        }
    }
}
