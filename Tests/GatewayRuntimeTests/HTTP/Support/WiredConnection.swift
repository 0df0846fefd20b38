import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Testing

@testable import GatewayRuntime

/// One client's connection to scripted sessions, without a socket.
final class WiredConnection {
    /// How the bytes come to a connection.
    enum Reading: CaseIterable {
        case everyHeadParsed
        case repeatedHeadsKnown
    }

    /// Sees what goes to the parser.
    private final class Gauge: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        var bytes = 0

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytes
            context.fireChannelRead(data)
        }
    }

    let sessions: ScriptedSessions
    private let channel = EmbeddedChannel()
    private let gauge = Gauge()
    /// All that was answered, but for the time.
    private(set) var answers = ""

    init(
        _ reading: Reading,
        limits: HTTPServerLimits = HTTPServerLimits(),
        script: @escaping ScriptedSession.Script = ScriptedSessions.echo
    ) throws {
        let sessions = ScriptedSessions(script: script)
        self.sessions = sessions
        let endpoint = StreamableEndpoint(
            gate: RequestGuard(token: try #require(BearerToken(TestServer.token)), host: "127.0.0.1"),
            limits: limits,
            time: Stopwatch(ContinuousClock()),
            readiness: { Readiness(isReady: true) },
            openSession: { sessions.open() }
        )
        let connection = HTTPConnectionHandler(endpoint, OpenConnections(on: channel.embeddedEventLoop))
        let pipeline = channel.pipeline.syncOperations
        if reading == .repeatedHeadsKnown { try pipeline.addHandler(RepeatedHeadReader(connection)) }
        let parser = ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes))
        try pipeline.addHandlers(gauge, parser, connection)
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "wire")).wait()
    }

    var isOpen: Bool { channel.isActive }
    var parsedBytes: Int { gauge.bytes }

    /// Sends bytes as one packet.
    func send(_ text: some StringProtocol) {
        // What comes after a connection's end is lost, as it is on a socket.
        _ = try? channel.writeInbound(ByteBuffer(string: String(text)))
        read()
    }

    /// Takes what has been answered meanwhile.
    func read() {
        channel.embeddedEventLoop.run()
        while let part = try? channel.readOutbound(as: ByteBuffer.self) { answers += String(buffer: part) }
        answers.replace(/Date: [^\r]+/, with: "Date")
    }
}
