package import NIOCore

/// Bytes that a container's process wrote, in the order it wrote them per stream.
///
/// The engine's frames may be cut further: where a frame ends says nothing about where a line does.
package struct AttachFrame: Hashable, Sendable {
    package enum Stream: UInt8, Hashable, Sendable {
        case stdout = 1
        case stderr = 2
    }

    package var stream: Stream
    package var bytes: ByteBuffer

    package init(stream: Stream, bytes: ByteBuffer) {
        self.stream = stream
        self.bytes = bytes
    }
}
