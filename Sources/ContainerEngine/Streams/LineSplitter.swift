import NIOCore

/// Cuts a stream of bytes at line feeds, wherever its chunks begin and end.
struct LineSplitter {
    /// A line is longer than is accepted.
    struct LineTooLong: Error {}

    private let limit: Int
    private var buffer = ByteBuffer()
    /// Bytes of `buffer` that are known to hold no line feed, so that none is looked at twice.
    private var searched = 0

    /// - Parameter limit: bytes of a line, its line feed excluded.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ chunk: ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = chunk
        } else {
            buffer.discardReadBytes()
            buffer.writeImmutableBuffer(chunk)
        }
    }

    /// The next whole line without its end; nil until more bytes come.
    ///
    /// Empty lines are left out.
    ///
    /// - Throws: ``LineTooLong`` as soon as the limit is passed, whether the line's end has come or not.
    mutating func next() throws(LineTooLong) -> ByteBuffer? {
        while let length = lengthOfLine() {
            guard length <= limit else { throw LineTooLong() }
            let line = buffer.readSlice(length: length)
            buffer.moveReaderIndex(forwardBy: 1)
            searched = 0
            if let line, line.readableBytes > 0, line.readableBytesView.contains(where: { $0 > 0x20 }) { return line }
        }
        guard searched <= limit else { throw LineTooLong() }
        return nil
    }

    /// What remains when the stream has ended within a line; nil if it ended after one.
    mutating func rest() -> ByteBuffer? {
        buffer.readableBytesView.contains { $0 > 0x20 } ? buffer : nil
    }

    private mutating func lengthOfLine() -> Int? {
        let view = buffer.readableBytesView
        if let end = view.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n")) {
            return end - view.startIndex
        }
        searched = view.count
        return nil
    }
}
