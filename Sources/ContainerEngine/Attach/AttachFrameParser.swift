import NIOCore

/// Takes the multiplexed stream of an attached container apart.
///
/// Each frame has a header of eight bytes: the stream (0 standard input, 1 standard output, 2 standard error), three
/// zero bytes, and the payload's length as a big-endian number (Engine API, `ContainerAttach`, "Stream format").
/// A payload is passed on as it comes, so nothing is collected and a long frame needs no memory.
struct AttachFrameParser {
    /// What came is no such stream.
    struct Malformed: Error, Hashable {
        let header: [UInt8]
    }

    /// Bytes of one payload; engines send at most a few dozen KiB, so a longer one is no header at all.
    static let maximumPayload = 64 << 20
    private static let headerLength = 8

    private enum State {
        case header([UInt8])
        case payload(AttachFrame.Stream, remaining: Int)
    }

    private var state = State.header([])

    /// The next piece of output in `buffer`, which is read up to there; nil once `buffer` is used up.
    mutating func next(in buffer: inout ByteBuffer) throws(Malformed) -> AttachFrame? {
        while buffer.readableBytes > 0 {
            switch state {
            case .header(let begun):
                let wanted = min(Self.headerLength - begun.count, buffer.readableBytes)
                let header = begun + (buffer.readBytes(length: wanted) ?? [])
                state = header.count < Self.headerLength ? .header(header) : try Self.payload(announcedBy: header)
            case .payload(let stream, let remaining):
                let length = min(remaining, buffer.readableBytes)
                guard let bytes = buffer.readSlice(length: length) else { return nil }
                state = length == remaining ? .header([]) : .payload(stream, remaining: remaining - length)
                return AttachFrame(stream: stream, bytes: bytes)
            }
        }
        return nil
    }

    private static func payload(announcedBy header: [UInt8]) throws(Malformed) -> State {
        let length = header[4...].reduce(0) { $0 << 8 | Int($1) }
        // Stream 0 is the echo of a terminal's input: it is output, too.
        let stream = AttachFrame.Stream(rawValue: max(1, header[0]))
        guard let stream, header[1...3].allSatisfy({ $0 == 0 }), length <= maximumPayload else {
            throw Malformed(header: header)
        }
        return length == 0 ? .header([]) : .payload(stream, remaining: length)
    }
}
