import NIOCore
import NIOHTTP1

/// Reads requests whose head is the same as that of the one before; all others go to the parser.
///
/// It follows where requests end, which it can where they announce their length. After any other, and after one that was
/// sent ahead or whose head came in pieces, the rest of the connection is the parser's.
final class RepeatedHeadReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Place {
        /// Before a request's first byte.
        case start
        case body(remaining: Int, isRepeated: Bool)
        /// Only the parser knows.
        case unknown
    }

    /// A client whose heads differ so often has something to say in each.
    private static let mostMisses = 16

    private let connection: HTTPConnectionHandler
    private var place = Place.start
    private var last: RepeatedHead?
    /// How many heads in a row were not the one before.
    private var misses = 0

    /// - Parameter connection: Gets the requests, after the parser or in its stead.
    init(_ connection: HTTPConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        while bytes.readableBytes > 0 {
            switch place {
            case .start: readHead(&bytes, context)
            case .body(let remaining, let isRepeated): readBody(&bytes, remaining, isRepeated, context)
            case .unknown: return context.fireChannelRead(wrapInboundOut(bytes))
            }
        }
    }

    private func readHead(_ bytes: inout ByteBuffer, _ context: ChannelHandlerContext) {
        guard connection.isIdle, misses < Self.mostMisses else { return place = .unknown }
        if let last, let length = last.match(bytes), length.body <= connection.endpoint.limits.bodyBytes {
            misses = 0
            bytes.moveReaderIndex(forwardBy: length.head)
            connection.begin(last.route)
            follow(length.body, isRepeated: true)
        } else if let head = bytes.readHead() {
            misses += 1
            parse(head, context)
        } else {
            place = .unknown
        }
    }

    private func parse(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        context.fireChannelRead(wrapInboundOut(bytes))
        // The parser must have taken these bytes for a head and for nothing more.
        guard let (head, route) = connection.posted, let repeated = RepeatedHead(bytes, head, route: route) else {
            return place = .unknown
        }
        last = repeated
        follow(head.announcedLength, isRepeated: false)
    }

    private func readBody(
        _ bytes: inout ByteBuffer,
        _ remaining: Int,
        _ isRepeated: Bool,
        _ context: ChannelHandlerContext
    ) {
        let length = min(remaining, bytes.readableBytes)
        guard let piece = bytes.readSlice(length: length) else { return }
        if isRepeated { connection.receive(.body(piece)) } else { context.fireChannelRead(wrapInboundOut(piece)) }
        follow(remaining - length, isRepeated: isRepeated)
    }

    /// Goes on in a body of which so many bytes are still to come, or at its end.
    private func follow(_ remaining: Int, isRepeated: Bool) {
        guard remaining == 0 else { return place = .body(remaining: remaining, isRepeated: isRepeated) }
        place = .start
        if isRepeated { connection.receive(.end(nil)) }
    }
}

extension ByteBuffer {
    private static let emptyLine = Array("\r\n\r\n".utf8)

    /// Takes away what comes up to and with the first empty line.
    fileprivate mutating func readHead() -> ByteBuffer? {
        guard let end = readableBytesView.firstRange(of: Self.emptyLine)?.upperBound else { return nil }
        return readSlice(length: end - readerIndex)
    }
}
