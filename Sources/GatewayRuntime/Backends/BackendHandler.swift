import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore

/// The end of an attached channel's pipeline: frames become lines, and lines go to the connection.
final class BackendHandler: ChannelInboundHandler {
    typealias InboundIn = AttachFrame

    private let connection: BackendConnection
    private var framer: LineFramer

    /// - Parameters:
    ///   - connection: Gets the lines.
    ///   - limit: Bytes of one line.
    init(_ connection: BackendConnection, limit: Int = LineFramer.defaultLimit) {
        self.connection = connection
        framer = LineFramer(limit: limit, keptBytes: LongLineEnds.usualLength)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.stream {
        case .stderr:
            connection.standardError.append(frame.bytes)
            connection.voice?.standardError(frame.bytes)
        case .stdout:
            let dropped = framer.droppedLines
            framer.append(frame.bytes)
            while let line = framer.next() { connection.receive(line) }
            if framer.droppedLines > dropped {
                connection.logger.warning("a server wrote a line that is too long, and it was dropped")
            }
            for line in framer.takeLongLines() { connection.giveUp(line, limit: framer.limit) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.streamsEnded()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.logger.debug("a server's streams broke", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }
}
