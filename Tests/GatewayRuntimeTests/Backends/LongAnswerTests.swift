import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import GatewayRuntime

/// Answers that are longer than what is taken.
@Suite struct LongAnswerTests {
    private static let filling = String(repeating: "x", count: 3000)

    @Test(arguments: [false, true])
    func aCallWithSuchAnAnswerFailsAtOnceAndTheNextOneIsAnswered(isIDLast: Bool) throws {
        let channel = EmbeddedChannel()
        let connection = BackendConnection(
            link: ChannelLink(channel: channel),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try channel.pipeline.syncOperations.addHandler(BackendHandler(connection, limit: 1024))
        let outcomes = Mutex<[String]>([])
        let ids = try (0..<2).map { _ in
            try #require(
                connection.send(timeout: .seconds(60)) {
                    Message.request("tools/call", id: $0)
                } completion: { answer in
                    switch answer {
                    case .response: outcomes.withLock { $0.append("answered") }
                    case .failed(let failure): outcomes.withLock { $0.append(failure.sentence) }
                    }
                }
            )
        }
        let result = #""result":{"id":\#(ids[1]),"text":"\#(Self.filling)"}"#
        let long = isIDLast ? #"{\#(result),"id":\#(ids[0])}"# : #"{"id":\#(ids[0]),\#(result)}"#
        for part in [String(long.prefix(2000)), String(long.dropFirst(2000))] {
            try channel.writeInbound(AttachFrame(stream: .stdout, bytes: ByteBuffer(string: part)))
        }
        let sentence = "answered with more than 1024 bytes, which is the limit"
        // Where the id comes first, nobody needs to wait for the rest.
        #expect(outcomes.withLock { $0 } == (isIDLast ? [] : [sentence]))
        let answer = #"{"jsonrpc":"2.0","id":\#(ids[1]),"result":{}}"#
        try channel.writeInbound(AttachFrame(stream: .stdout, bytes: ByteBuffer(string: "\n\(answer)\n")))
        #expect(Set(outcomes.withLock { $0 }) == [sentence, "answered"])
        #expect(connection.inFlight == 0)
        _ = try channel.finish()
    }
}
