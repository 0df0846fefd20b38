import NIOCore

/// Reads the answer to an attach: a head, and behind it either the stream itself or the text of a failure.
///
/// NIO's HTTP decoder is not used because the bytes behind the head are not HTTP: when the connection has ended by the
/// time the decoder leaves the pipeline, it keeps what it had not yet passed on, which is the last output of a process
/// that died at once.
struct AttachResponse {
    /// What came is no answer of an engine.
    struct Malformed: Error {
        let head: String
    }

    enum Outcome: Equatable {
        /// More bytes are needed.
        case incomplete
        /// The connection is the container's from here on; these bytes of it came with the head.
        case stream(ByteBuffer)
        case failure(status: Int, body: ByteBuffer)
    }

    private enum State {
        case head
        /// `length` is nil for a body that ends with the connection.
        case failure(status: Int, length: Int?)
    }

    private static let maximumHead = 64 << 10
    private static let headEnd = Array("\r\n\r\n".utf8)

    private var state = State.head
    private var buffer = ByteBuffer()

    mutating func receive(_ bytes: ByteBuffer) throws(Malformed) -> Outcome {
        buffer.writeImmutableBuffer(bytes)
        while true {
            switch state {
            case .head:
                guard let head = try readHead() else { return .incomplete }
                switch try Self.status(in: head) {
                case 101, 200: return .stream(buffer)
                case 100..<200: continue
                case ..<400: throw Malformed(head: head.first.map(String.init) ?? "")
                case let status: state = .failure(status: status, length: Self.bodyLength(in: head))
                }
            case .failure(let status, let length):
                let isComplete = buffer.readableBytes >= min(length ?? .max, EngineLimits.failureSize)
                return isComplete ? .failure(status: status, body: body(length)) : .incomplete
            }
        }
    }

    /// The outcome when the connection has ended; nil if it ended before the answer did.
    mutating func ended() -> Outcome? {
        guard case .failure(let status, let length) = state else { return nil }
        return .failure(status: status, body: body(length))
    }

    private func body(_ length: Int?) -> ByteBuffer {
        let length = min(length ?? .max, EngineLimits.failureSize, buffer.readableBytes)
        return buffer.getSlice(at: buffer.readerIndex, length: length) ?? ByteBuffer()
    }

    /// The lines of the next head, once it is complete.
    private mutating func readHead() throws(Malformed) -> [Substring]? {
        let bytes = buffer.readableBytesView
        if bytes.count >= 5, !bytes.starts(with: Array("HTTP/".utf8)) { throw malformed() }
        guard let end = bytes.firstRange(of: Self.headEnd) else {
            guard bytes.count <= Self.maximumHead else { throw malformed() }
            return nil
        }
        let text = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        buffer.moveReaderIndex(to: end.upperBound)
        return text.split(separator: "\r\n")
    }

    /// `HTTP/1.1 101 UPGRADED` (RFC 9112 §4).
    private static func status(in head: [Substring]) throws(Malformed) -> Int {
        guard let match = head.first?.firstMatch(of: /^HTTP\/1\.[01] ([1-9][0-9]{2})(?: |$)/),
            let status = Int(match.1)
        else { throw Malformed(head: head.first.map(String.init) ?? "") }
        return status
    }

    /// A body in chunks is left unread: engines send the failure of an attach in one piece.
    private static func bodyLength(in head: [Substring]) -> Int? {
        let fields = head.dropFirst().map { line in
            line.split(separator: ":", maxSplits: 1).map { $0.lowercased().drop { $0 == " " } }
        }
        if fields.contains(where: { $0.first == "transfer-encoding" }) { return 0 }
        let length = fields.first { $0.first == "content-length" }?.last
        return length.flatMap { Int($0) }.map { max(0, $0) }
    }

    private func malformed() -> Malformed {
        Malformed(head: String(decoding: buffer.readableBytesView.prefix(64), as: UTF8.self))
    }
}
