package import NIOCore

/// Replacements of parts of one message; everything between them is copied as it is.
package struct Splice: Sendable {
    private var edits: [(range: Range<Int>, bytes: ByteBuffer)] = []

    package init() {}

    package mutating func replace(_ range: Range<Int>?, with bytes: ByteBuffer) {
        guard let range else { return }
        edits.append((range, bytes))
    }

    package mutating func replace(_ range: Range<Int>?, with text: String) {
        replace(range, with: ByteBuffer(string: text))
    }

    /// Returns a copy of the message with every replacement made.
    package func applied(to message: ByteBuffer, allocator: ByteBufferAllocator = ByteBufferAllocator()) -> ByteBuffer {
        var result = allocator.buffer(capacity: message.readableBytes + 64)
        var offset = 0
        for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            result.writeImmutableBuffer(message.piece(offset..<edit.range.lowerBound))
            result.writeImmutableBuffer(edit.bytes)
            offset = edit.range.upperBound
        }
        result.writeImmutableBuffer(message.piece(offset..<message.readableBytes))
        return result
    }
}

extension ByteBuffer {
    /// The bytes at these offsets from the reader index, sharing storage.
    package func piece(_ range: Range<Int>) -> ByteBuffer {
        guard let slice = getSlice(at: readerIndex + range.lowerBound, length: range.count) else {
            preconditionFailure("an envelope's ranges lie within its message")
        }
        return slice
    }
}
