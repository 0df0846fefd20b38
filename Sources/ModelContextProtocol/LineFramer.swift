import Glibc
package import NIOCore

/// Splits a stream of bytes into lines, the framing of MCP's stdio transport.
///
/// `\n` ends a line and a `\r` before it is dropped; blank lines are skipped. A line over the limit is dropped and
/// counted, and framing goes on with the next one.
package struct LineFramer: Sendable {
    package static let defaultMaximumLength = 64 << 20

    private let maximumLength: Int
    private var pending: ByteBuffer?
    private var searched = 0
    private var isSkipping = false
    package private(set) var droppedLines = 0

    package init(maximumLength: Int = defaultMaximumLength) {
        self.maximumLength = maximumLength
    }

    package mutating func append(_ bytes: ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        guard pending?.writeImmutableBuffer(bytes) == nil else { return }
        pending = bytes
    }

    package mutating func next() -> ByteBuffer? {
        while var buffer = pending {
            guard let end = indexOfNewline(in: buffer) else {
                keep(buffer)
                return nil
            }
            let line = buffer.readSlice(length: end)
            buffer.moveReaderIndex(forwardBy: 1)
            pending = buffer.readableBytes > 0 ? buffer : nil
            searched = 0
            if isSkipping {
                isSkipping = false
                continue
            }
            if let line = line.flatMap(Self.trimmed) { return line }
        }
        return nil
    }

    private func indexOfNewline(in buffer: ByteBuffer) -> Int? {
        buffer.withUnsafeReadableBytes { bytes in
            guard let base = bytes.baseAddress, searched < bytes.count,
                let found = memchr(base + searched, 0x0A, bytes.count - searched)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    private mutating func keep(_ buffer: ByteBuffer) {
        pending = buffer
        searched = buffer.readableBytes
        guard buffer.readableBytes > maximumLength || isSkipping else { return }
        if !isSkipping { droppedLines += 1 }
        isSkipping = true
        pending = nil
        searched = 0
    }

    private static func trimmed(_ line: ByteBuffer) -> ByteBuffer? {
        var line = line
        if line.readableBytesView.last == 0x0D { line.moveWriterIndex(to: line.writerIndex - 1) }
        return line.readableBytes > 0 ? line : nil
    }
}
