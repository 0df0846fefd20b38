package import NIOCore

/// Replaces parts of one message in a single copy; every other byte stays as it is.
package struct MessageSplicer: Sendable {
    /// What stands in place of the old value.
    private enum Replacement: Sendable {
        case bytes(ByteBuffer)
        case integer(Int64)
    }

    /// Room for what replacements are longer than what they replace, and for a line's end.
    private static let slack = 64

    /// Sorted by position; never overlapping.
    private var edits: [(range: Range<Int>, replacement: Replacement)] = []

    package init() {}

    /// Replaces the value that stands at the range; nothing happens if the message has none.
    package mutating func replace(_ range: Range<Int>?, with bytes: ByteBuffer) {
        insert(range, .bytes(bytes))
    }

    package mutating func replace(_ range: Range<Int>?, with integer: Int64) {
        insert(range, .integer(integer))
    }

    private mutating func insert(_ range: Range<Int>?, _ replacement: Replacement) {
        guard let range else { return }
        let index = edits.firstIndex { $0.range.lowerBound > range.lowerBound } ?? edits.endIndex
        edits.insert((range, replacement), at: index)
    }

    /// Returns a copy of the message with every replacement made.
    package func applied(to message: ByteBuffer) -> ByteBuffer {
        var result = ByteBufferAllocator().buffer(capacity: message.readableBytes + Self.slack)
        message.withUnsafeReadableBytes { bytes in
            var offset = 0
            for edit in edits {
                result.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[offset..<edit.range.lowerBound]))
                switch edit.replacement {
                case .bytes(let bytes): result.writeImmutableBuffer(bytes)
                case .integer(let integer): result.writeString(String(integer))
                }
                offset = edit.range.upperBound
            }
            result.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        }
        return result
    }
}

extension ByteBuffer {
    /// The same JSON text without line breaks: outside of strings they are white space, and within they cannot stand.
    package mutating func joinLines() {
        withUnsafeMutableReadableBytes { bytes in
            for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D { bytes[index] = 0x20 }
        }
    }
}
