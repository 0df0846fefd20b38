import Glibc
package import NIOCore

/// Splits a stream of bytes into lines, the framing of MCP's stdio transport.
///
/// `\n` ends a line and a `\r` before it is dropped; blank lines are skipped. A line over the limit is dropped and
/// counted, and framing goes on with the next one.
package struct LineFramer: Sendable {
    /// Room for a message with large embedded content; the reference implementations read lines of any length.
    package static let defaultLimit = 32 << 20

    /// Bytes of one line without its end.
    package let limit: Int
    private let keptBytes: Int
    private var pending = ByteBuffer()
    /// Bytes of `pending` that are known to hold no line feed, so that none is looked at twice.
    private var searched = 0
    /// The line that is skipped; nil if none is.
    private var skipped: LongLineEnds?
    /// Lines that were longer than the limit.
    package private(set) var droppedLines = 0
    private var longLines: [LongLine] = []

    /// - Parameters:
    ///   - limit: Bytes of one line without its end.
    ///   - keptBytes: Bytes of each end of a line over the limit that are kept, for ``takeLongLines()``.
    package init(limit: Int = defaultLimit, keptBytes: Int = 0) {
        (self.limit, self.keptBytes) = (limit, keptBytes)
    }

    package mutating func append(_ chunk: ByteBuffer) {
        if pending.readableBytes == 0 {
            pending = chunk
        } else {
            pending.discardReadBytes()
            pending.writeImmutableBuffer(chunk)
        }
    }

    /// The next whole line without its end; nil until more bytes come.
    package mutating func next() -> ByteBuffer? {
        while let length = lengthOfLine() {
            var line = pending.readSlice(length: length) ?? ByteBuffer()
            pending.moveReaderIndex(forwardBy: 1)
            searched = 0
            if var ends = skipped {
                skipped = nil
                ends.append(line)
                note(ends.ended)
            } else if length > limit {
                droppedLines += 1
                var ends = LongLineEnds(of: line, length: keptBytes)
                ends.append(line)
                note(ends.ended)
            } else if line.trimLineEnd() {
                return line
            }
        }
        dropWhatIsTooLong()
        return nil
    }

    private mutating func lengthOfLine() -> Int? {
        let found = pending.withUnsafeReadableBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, searched < bytes.count,
                let found = memchr(base + searched, 0x0A, bytes.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
        if found == nil { searched = pending.readableBytes }
        return found
    }

    /// The rest of such a line is skipped as it comes, so that it needs no memory.
    private mutating func dropWhatIsTooLong() {
        guard skipped != nil || pending.readableBytes > limit else { return }
        var ends = skipped ?? LongLineEnds(of: pending, length: keptBytes)
        if skipped == nil {
            droppedLines += 1
            note(ends.begun)
        }
        ends.append(pending)
        skipped = ends
        pending = ByteBuffer()
        searched = 0
    }

    /// The lines over the limit that have begun, and those that have ended, since this was asked last.
    package mutating func takeLongLines() -> [LongLine] {
        guard !longLines.isEmpty else { return [] }
        defer { longLines = [] }
        return longLines
    }

    private mutating func note(_ line: LongLine) {
        if keptBytes > 0 { longLines.append(line) }
    }
}

extension ByteBuffer {
    /// Takes a carriage return off the end; false if nothing but white space is left.
    fileprivate mutating func trimLineEnd() -> Bool {
        if readableBytesView.last == 0x0D { moveWriterIndex(to: writerIndex - 1) }
        return readableBytesView.contains { $0 != 0x20 && $0 != 0x09 }
    }
}
