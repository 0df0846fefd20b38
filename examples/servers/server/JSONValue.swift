/// One JSON value of a message, as the bytes it came as: nothing is decoded that nobody asks for.
struct JSONValue {
    let bytes: ArraySlice<UInt8>

    var isString: Bool { bytes.first == UInt8(ascii: "\"") }

    /// True for a string of exactly this text, written without escapes.
    func isString(_ text: String) -> Bool {
        isString && bytes.dropFirst().dropLast().elementsEqual(text.utf8)
    }

    /// The text of a string that is written without escapes; nil for any other value.
    var plainText: String? {
        guard isString, !bytes.contains(UInt8(ascii: "\\")) else { return nil }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    var integer: Int? { Int(String(decoding: bytes, as: UTF8.self)) }

    /// Calls `visit` with every member of an object, in order and in one pass; false if this is no whole object.
    func forEachMember(_ visit: (_ name: JSONValue, _ value: JSONValue) -> Void) -> Bool {
        var scanner = JSONScanner(bytes)
        guard scanner.take(UInt8(ascii: "{")) else { return false }
        if scanner.take(UInt8(ascii: "}")) { return scanner.isAtEnd }
        repeat {
            guard let name = scanner.value(), name.isString, scanner.take(UInt8(ascii: ":")),
                let value = scanner.value()
            else { return false }
            visit(name, value)
        } while scanner.take(UInt8(ascii: ","))
        return scanner.take(UInt8(ascii: "}")) && scanner.isAtEnd
    }

    func member(_ name: String) -> JSONValue? {
        var found: JSONValue?
        _ = forEachMember { if $0.isString(name) { found = $1 } }
        return found
    }

    /// The elements of an array; nil for any other value.
    var elements: [JSONValue]? {
        var scanner = JSONScanner(bytes)
        guard scanner.take(UInt8(ascii: "[")) else { return nil }
        if scanner.take(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        repeat {
            guard let element = scanner.value() else { return nil }
            elements.append(element)
        } while scanner.take(UInt8(ascii: ","))
        return scanner.take(UInt8(ascii: "]")) ? elements : nil
    }

    /// The text as a JSON string, quotes included.
    static func quoting(_ text: String) -> JSONValue {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20: bytes += Array("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return JSONValue(bytes: bytes[...])
    }
}
