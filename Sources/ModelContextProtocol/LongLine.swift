package import NIOCore

/// What is kept of a line that is too long to be taken.
package struct LongLine: Hashable, Sendable {
    /// Its first bytes.
    package let head: ByteBuffer
    /// Its last bytes; nil while it has not ended.
    package let tail: ByteBuffer?

    package init(head: ByteBuffer, tail: ByteBuffer?) {
        (self.head, self.tail) = (head, tail)
    }

    /// The id of the response that it is, as far as it can be told from its ends; nil for other messages and for noise.
    ///
    /// Some servers write the id before the result, some after it. It is found only where nothing but names and plain
    /// values are between it and the line's begin or end: then it is no id of something within the result.
    package var responseID: Int64? {
        var start = MemberReader(head)
        if let outcome = start.idFromStart() { return outcome.id }
        guard let tail else { return nil }
        var end = MemberReader(tail)
        return end.idFromEnd()?.id
    }
}

/// Reads the members at the begin or the end of an object that is not whole.
private struct MemberReader {
    /// What the members say: the id, or that there is none because it is no response.
    struct Outcome {
        let id: Int64?
    }

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    private static let scalar = Set("+-.0123456789aeflnrstuE".utf8)

    private let bytes: [UInt8]
    private var position = 0

    init(_ buffer: ByteBuffer) {
        bytes = Array(buffer.readableBytesView)
    }

    // MARK: From the start

    mutating func idFromStart() -> Outcome? {
        guard take(UInt8(ascii: "{")) else { return nil }
        while let name = string(), take(UInt8(ascii: ":")) {
            skipBlanks()
            let start = position
            if string() == nil {
                while position < bytes.count, Self.scalar.contains(bytes[position]) { position += 1 }
            }
            // What reaches the end may go on beyond it.
            guard position > start, position < bytes.count else { return nil }
            if let outcome = Self.outcome(of: name, bytes[start..<position]) { return outcome }
            guard take(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    private mutating func skipBlanks() {
        while position < bytes.count, Self.blanks.contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    /// The inside of the string that begins here.
    private mutating func string() -> ArraySlice<UInt8>? {
        skipBlanks()
        guard position < bytes.count, bytes[position] == Self.quote else { return nil }
        var end = position + 1
        while end < bytes.count, bytes[end] != Self.quote { end += bytes[end] == Self.backslash ? 2 : 1 }
        guard end < bytes.count else { return nil }
        defer { position = end + 1 }
        return bytes[(position + 1)..<end]
    }

    // MARK: From the end

    mutating func idFromEnd() -> Outcome? {
        position = bytes.count
        guard takeBackwards(UInt8(ascii: "}")) else { return nil }
        while true {
            skipBlanksBackwards()
            let end = position
            if stringBackwards() == nil {
                while position > 0, Self.scalar.contains(bytes[position - 1]) { position -= 1 }
            }
            let value = bytes[position..<end]
            guard !value.isEmpty, takeBackwards(UInt8(ascii: ":")), let name = stringBackwards() else { return nil }
            if let outcome = Self.outcome(of: name, value) { return outcome }
            guard takeBackwards(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func skipBlanksBackwards() {
        while position > 0, Self.blanks.contains(bytes[position - 1]) { position -= 1 }
    }

    private mutating func takeBackwards(_ byte: UInt8) -> Bool {
        skipBlanksBackwards()
        guard position > 0, bytes[position - 1] == byte else { return false }
        position -= 1
        return true
    }

    /// The inside of the string that ends here.
    private mutating func stringBackwards() -> ArraySlice<UInt8>? {
        skipBlanksBackwards()
        guard position > 1, bytes[position - 1] == Self.quote else { return nil }
        var start = position - 2
        while start >= 0, bytes[start] != Self.quote || isEscaped(start) { start -= 1 }
        guard start >= 0 else { return nil }
        defer { position = start }
        return bytes[(start + 1)..<(position - 1)]
    }

    private func isEscaped(_ index: Int) -> Bool {
        !bytes[..<index].reversed().prefix { $0 == Self.backslash }.count.isMultiple(of: 2)
    }

    private static func outcome(of name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Outcome? {
        if name.elementsEqual("method".utf8) { return Outcome(id: nil) }
        guard name.elementsEqual("id".utf8) else { return nil }
        return Outcome(id: Int64(String(decoding: value, as: UTF8.self)))
    }
}
