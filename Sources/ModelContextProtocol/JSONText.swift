import Glibc
package import NIOCore

/// One JSON value in its bytes, taken apart only where somebody asks: for handshakes and lists, not for the call path.
package struct JSONText: Hashable, Sendable {
    package let bytes: ByteBuffer

    /// Checks the whole text.
    package init(_ bytes: ByteBuffer) throws(MalformedJSON) {
        let checked = bytes.withUnsafeReadableBytes { bytes in
            Result { () throws(MalformedJSON) in
                var scanner = JSONScanner(bytes)
                let range = try scanner.value(depth: 0)
                try scanner.finish()
                return range
            }
        }
        self.bytes = bytes.piece(try checked.get())
    }

    /// A part of a text that was checked.
    private init(part range: Range<Int>, of bytes: ByteBuffer) {
        self.bytes = bytes.piece(range)
    }

    /// A text that is made of checked ones.
    init(checked bytes: ByteBuffer) {
        self.bytes = bytes
    }

    private var first: UInt8? { bytes.readableBytesView.first }

    package var isObject: Bool { first == UInt8(ascii: "{") }
    package var isArray: Bool { first == UInt8(ascii: "[") }
    package var isNumber: Bool { first.map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false }

    package var string: String? { bytes.string(at: 0..<bytes.readableBytes) }
    package var integer: Int64? { bytes.integer(at: 0..<bytes.readableBytes) }
    package var boolean: Bool? { Bool(bytes.text(at: 0..<bytes.readableBytes)) }

    /// An object's member of this name, the last one if there are several; nil for what is no object.
    package subscript(key: String) -> JSONText? {
        range(of: key).map { JSONText(part: $0, of: bytes) }
    }

    /// An object's members in their order, repeated ones included.
    package var members: [(key: String, value: JSONText)] {
        memberRanges.map { (bytes.string(at: $0.key) ?? "", JSONText(part: $0.value, of: bytes)) }
    }

    /// An object's keys in their order, repeated ones included.
    package var keys: [String] { memberRanges.map { bytes.string(at: $0.key) ?? "" } }

    /// Where the value of an object's member stands in `bytes`.
    package func range(of key: String) -> Range<Int>? {
        memberRanges.last { bytes.string(at: $0.key) == key }?.value
    }

    /// Where an object's members of these keys stand with their commas: without them, the rest is an object again.
    package func wholeRanges(of keys: Set<String>) -> [Range<Int>] {
        let ranges = memberRanges
        guard let last = ranges.last else { return [] }
        let isMeant = ranges.map { bytes.string(at: $0.key).map(keys.contains) ?? false }
        let beginning = isMeant.prefix { $0 }.count
        var found: [Range<Int>] = []
        if beginning > 0 {
            let end = beginning < ranges.count ? ranges[beginning].key.lowerBound : last.value.upperBound
            found.append(ranges[0].key.lowerBound..<end)
        }
        for index in ranges.indices.dropFirst(beginning) where isMeant[index] {
            found.append(ranges[index - 1].value.upperBound..<ranges[index].value.upperBound)
        }
        return found
    }

    /// An array's elements; empty for what is no array.
    package var elements: [JSONText] {
        guard isArray else { return [] }
        return scanning { scanner throws(MalformedJSON) in
            var ranges: [Range<Int>] = []
            try scanner.take(UInt8(ascii: "["))
            while try scanner.nextElement(isFirst: ranges.isEmpty) { ranges.append(try scanner.value(depth: 1)) }
            return ranges
        }
        .map { JSONText(part: $0, of: bytes) }
    }

    private var memberRanges: [(key: Range<Int>, value: Range<Int>)] {
        guard isObject else { return [] }
        return scanning { scanner throws(MalformedJSON) in
            var ranges: [(key: Range<Int>, value: Range<Int>)] = []
            try scanner.take(UInt8(ascii: "{"))
            while let key = try scanner.nextKey(isFirst: ranges.isEmpty) {
                ranges.append((key.range, try scanner.value(depth: 1)))
            }
            return ranges
        }
    }

    private func scanning<Value>(_ body: (inout JSONScanner) throws(MalformedJSON) -> Value) -> Value {
        bytes.withUnsafeReadableBytes { bytes in
            var scanner = JSONScanner(bytes)
            do {
                return try body(&scanner)
            } catch {
                preconditionFailure("a text that was checked is well-formed")
            }
        }
    }
}

extension ByteBuffer {
    /// True if the bytes at these offsets from the reader index are these.
    package func equals(_ range: Range<Int>, _ text: StaticString) -> Bool {
        withUnsafeReadableBytes { $0.equal(range, text) }
    }

    /// Whether the value at these offsets from the reader index is an object.
    package func isObject(at range: Range<Int>) -> Bool { equals(range.prefix(1), "{") }

    /// Whether a text, which is not empty, stands somewhere within these offsets from the reader index.
    package func holds(_ text: StaticString, at range: Range<Int>) -> Bool {
        withUnsafeReadableBytes { bytes in
            let (first, length) = (CInt(text.utf8Start.pointee), text.utf8CodeUnitCount)
            guard var rest = bytes.baseAddress.map({ $0 + range.lowerBound }) else { return false }
            var count = range.count
            while count >= length, let found = memchr(rest, first, count).map({ UnsafeRawPointer($0) }) {
                count -= found - rest
                if count >= length, memcmp(found, text.utf8Start, length) == 0 { return true }
                (rest, count) = (found + 1, count - 1)
            }
            return false
        }
    }

    /// The bytes at these offsets from the reader index, sharing storage.
    package func piece(_ range: Range<Int>) -> ByteBuffer {
        guard let slice = getSlice(at: readerIndex + range.lowerBound, length: range.count) else {
            preconditionFailure("a scanned range lies within its message")
        }
        return slice
    }

    /// The bytes at these offsets as text, as they are.
    package func text(at range: Range<Int>) -> String {
        getString(at: readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    /// The JSON string that stands at these offsets with its quotes; nil if the value is no string.
    package func string(at range: Range<Int>) -> String? {
        let quote = UInt8(ascii: "\"")
        guard range.count >= 2, getInteger(at: readerIndex + range.lowerBound, as: UInt8.self) == quote else {
            return nil
        }
        let inner = text(at: (range.lowerBound + 1)..<(range.upperBound - 1))
        return inner.utf8.contains(UInt8(ascii: "\\")) ? JSONString.unescaping(inner) : inner
    }

    /// The integer that stands at these offsets, if it is one of 64 bits and nothing else.
    package func integer(at range: Range<Int>) -> Int64? {
        guard range.count <= 20 else { return nil }
        return Int64(text(at: range))
    }
}
