/// Reads one JSON text (RFC 8259) strictly, with a bound on nesting.
struct JSONParser {
    /// Why bytes are not JSON.
    struct Failure: Error {
        let offset: Int
        let reason: String
    }

    let bytes: UnsafeRawBufferPointer
    private let nesting: Int
    var position = 0

    private init(_ bytes: UnsafeRawBufferPointer, nesting: Int) {
        self.bytes = bytes
        self.nesting = nesting
    }

    static func parse(_ bytes: UnsafeRawBufferPointer, nesting: Int) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes, nesting: nesting)
        parser.skipSpace()
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.failure("text after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard let byte = peek() else { throw failure("a value is missing") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(JSONText(try string()))
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        try open(depth)
        var object = JSONObject()
        guard !take("}") else { return .object(object) }
        repeat {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw failure("a member name is missing") }
            let name = JSONText(try string())
            guard take(":") else { throw failure("':' is missing") }
            skipSpace()
            object.set(name, to: try value(depth: depth))
        } while take(",")
        guard take("}") else { throw failure("',' or '}' is missing") }
        return .object(object)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        try open(depth)
        var items: [JSONValue] = []
        guard !take("]") else { return .array(items) }
        repeat {
            skipSpace()
            items.append(try value(depth: depth))
        } while take(",")
        guard take("]") else { throw failure("',' or ']' is missing") }
        return .array(items)
    }

    private mutating func open(_ depth: Int) throws(Failure) {
        guard depth <= nesting else { throw failure("nested deeper than \(nesting) levels") }
        position += 1
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let end = position + word.utf8CodeUnitCount
        let expected = UnsafeRawBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        guard end <= bytes.count, bytes[position..<end].elementsEqual(expected) else {
            throw failure("not a JSON value")
        }
        position = end
        return value
    }

    /// Takes `byte`, and the space before it, if it comes next.
    private mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard peek() == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    func failure(_ reason: String) -> Failure {
        Failure(offset: position, reason: reason)
    }
}
