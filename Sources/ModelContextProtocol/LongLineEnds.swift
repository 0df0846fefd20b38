package import NIOCore

/// The ends of a line that is too long to be taken, while the line is passed over.
package struct LongLineEnds: Sendable {
    /// Enough for an id beside whatever else is no result.
    package static let usualLength = 512

    private let length: Int
    private let head: ByteBuffer
    private var tail = ByteBuffer()

    /// - Parameters:
    ///   - start: The begin of the line; it counts for the end only once it is appended.
    ///   - length: Bytes of each end that are kept.
    package init(of start: ByteBuffer, length: Int = usualLength) {
        self.length = length
        // Copies: a slice would keep the whole line in memory.
        head = ByteBuffer(bytes: start.readableBytesView.prefix(length))
    }

    package mutating func append(_ part: ByteBuffer) {
        guard part.readableBytes > 0 else { return }
        let kept = Array(tail.readableBytesView) + part.readableBytesView.suffix(length)
        tail = ByteBuffer(bytes: kept.suffix(length))
    }

    /// What there is of the line before its end is there.
    package var begun: LongLine { LongLine(head: head, tail: nil) }

    package var ended: LongLine { LongLine(head: head, tail: tail) }
}
