import FuzzDriver
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization

@testable import GatewayRuntime

/// Sends arbitrary bytes over connections to the HTTP endpoint, in arbitrary pieces, and reads what it answers.
///
/// The first byte says how the rest is cut; the second which moments of time pass between the pieces.
@main
enum HTTPFuzzer {
    private static let token = "fuzz"

    static func main() {
        fuzz { start, count in
            HTTPFuzzer.run(UnsafeBufferPointer(start: start, count: count))
            return 0
        }
    }

    private static func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > 2, let token = BearerToken(token) else { return }
        let answers = [true, false].map { answer(to: bytes, token, parsesEveryHead: $0) }
        // Ids differ, but not in their length.
        demand(answers[0].readableBytes == answers[1].readableBytes, "it depends on who reads a head")
        // Clients may be told what they say themselves, but the token lets them in only where it is told to nobody.
        guard String(decoding: bytes, as: UTF8.self).ranges(of: Self.token).count == 1 else { return }
        for answer in answers { demand(!String(buffer: answer).contains(Self.token), "the token is told") }
    }

    private static func answer(
        to bytes: UnsafeBufferPointer<UInt8>,
        _ token: BearerToken,
        parsesEveryHead: Bool
    ) -> ByteBuffer {
        let loop = EmbeddedEventLoop()
        let endpoint = makeEndpoint(token)
        let connections = OpenConnections(on: loop)
        let channel = EmbeddedChannel(loop: loop)
        do {
            let pipeline = channel.pipeline.syncOperations
            if parsesEveryHead {
                let connection = HTTPConnectionHandler(endpoint, connections)
                try pipeline.addHandlers(
                    ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                    connection
                )
            } else {
                try pipeline.addHTTPConnection(endpoint, connections)
            }
            try channel.connect(to: SocketAddress(unixDomainSocketPath: "fuzz")).wait()
        } catch {
            fatalError("broken: a connection cannot be made: \(error)")
        }
        feed(bytes, to: channel, connections)
        let answered = takeAnswers(of: channel)
        connections.closeAll()
        loop.run()
        // What is left over after the end is the connection's own business.
        _ = try? channel.finish()
        loop.run()
        demand(endpoint.sessions.withLock { $0.removeAll() }.count <= FuzzedSession.maximum, "sessions above the limit")
        return answered
    }

    private static func makeEndpoint(_ token: BearerToken) -> StreamableEndpoint {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 256
        limits.sessions = FuzzedSession.maximum
        limits.pendingMessages = 4
        limits.pendingBytes = 512
        return StreamableEndpoint(
            gate: RequestGuard(token: token, host: "127.0.0.1"),
            limits: limits,
            time: Stopwatch(ContinuousClock()),
            readiness: { Readiness(isReady: true) },
            metrics: { "metric 1\n" },
            servesEventStreams: true,
            openSession: { FuzzedSession() }
        )
    }

    private static func feed(
        _ bytes: UnsafeBufferPointer<UInt8>,
        to channel: EmbeddedChannel,
        _ connections: OpenConnections
    ) {
        let (cut, moments) = (Int(bytes[0]), bytes[1])
        let width = cut == 0 ? bytes.count : cut
        var (offset, pieces) = (2, 0)
        while offset < bytes.count, channel.isActive {
            let end = min(offset + width, bytes.count)
            // A parser's error closes the connection, and what comes then is lost.
            _ = try? channel.writeInbound(ByteBuffer(bytes: bytes[offset..<end]))
            offset = end
            pieces += 1
            if moments & 1 != 0 { connections.keepAlive() }
            if moments & 2 != 0, pieces % 3 == 0 { connections.closeIdle(for: .hours(1)) }
            channel.embeddedEventLoop.run()
        }
    }

    /// What was answered, which is a sequence of HTTP responses.
    private static func takeAnswers(of channel: EmbeddedChannel) -> ByteBuffer {
        var answered = ByteBuffer()
        while let part = try? channel.readOutbound(as: ByteBuffer.self) { answered.writeImmutableBuffer(part) }
        guard answered.readableBytes > 0 else { return answered }
        demand(answered.readableBytesView.starts(with: "HTTP/1.".utf8), "an answer is no HTTP")
        return answered
    }
}
