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
        let members = members
        guard !members.isRequest, members.isResponse || tail != nil else { return nil }
        return members.id.flatMap { Int64(String(buffer: $0)) }
    }

    /// The id, as it was sent, of the request that it is, once it has ended; nil where it cannot be told.
    package var requestID: ByteBuffer? {
        let members = members
        guard tail != nil, members.isRequest, let id = members.id, let text = try? JSONText(id),
            text.string != nil || text.integer != nil
        else { return nil }
        return id
    }

    private var members: MemberReader.Members {
        var start = MemberReader(head)
        let first = start.membersFromStart()
        guard first.id == nil || !(first.isRequest || first.isResponse), let tail else { return first }
        var end = MemberReader(tail)
        return first.joined(by: end.membersFromEnd())
    }
}

/// Reads the members at the begin or the end of an object that is not whole.
private struct MemberReader {
    /// What the members say that can be read.
    struct Members {
        /// As it was sent.
        var id: ByteBuffer?
        var isRequest = false
        var isResponse = false

        mutating func take(_ name: ArraySlice<UInt8>) {
            if name.elementsEqual("method".utf8) { isRequest = true }
            if name.elementsEqual("result".utf8) || name.elementsEqual("error".utf8) { isResponse = true }
        }

        mutating func take(_ name: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) {
            take(name)
            if id == nil, name.elementsEqual("id".utf8) { id = ByteBuffer(bytes: value) }
        }

        func joined(by other: Self) -> Self {
            Self(
                id: id ?? other.id,
                isRequest: isRequest || other.isRequest,
                isResponse: isResponse || other.isResponse
            )
        }
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

    mutating func membersFromStart() -> Members {
        var members = Members()
        guard take(UInt8(ascii: "{")) else { return members }
        while let name = string(), take(UInt8(ascii: ":")) {
            members.take(name)
            skipBlanks()
            let start = position
            if string() == nil {
                while position < bytes.count, Self.scalar.contains(bytes[position]) { position += 1 }
            }
            // What reaches the end may go on beyond it.
            guard position > start, position < bytes.count else { break }
            members.take(name, bytes[start..<position])
            guard take(UInt8(ascii: ",")) else { break }
        }
        return members
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

    mutating func membersFromEnd() -> Members {
        var members = Members()
        position = bytes.count
        guard takeBackwards(UInt8(ascii: "}")) else { return members }
        while true {
            skipBlanksBackwards()
            let end = position
            if stringBackwards() == nil {
                while position > 0, Self.scalar.contains(bytes[position - 1]) { position -= 1 }
            }
            let value = bytes[position..<end]
            guard !value.isEmpty, takeBackwards(UInt8(ascii: ":")), let name = stringBackwards() else { return members }
            members.take(name, value)
            guard takeBackwards(UInt8(ascii: ",")) else { return members }
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
}
