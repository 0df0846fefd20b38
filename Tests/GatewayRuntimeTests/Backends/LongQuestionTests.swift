import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import NIOEmbedded
import Testing

@testable import GatewayRuntime

/// Requests of servers that are longer than what is taken.
@Suite struct LongQuestionTests {
    private static let filling = String(repeating: "x", count: 3000)
    private static let params = #""params":{"id":9,"text":"\#(filling)"}"#

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":ID,"method":"sampling/createMessage",PARAMS}"#, #"ID"#),
        (#"{"method":"elicitation/create",PARAMS,"jsonrpc":"2.0","id":"q"}"#, #""q""#),
    ])
    func theServerIsToldOnceAndTheCallGoesOn(_ pattern: String, _ idPattern: String) throws {
        let channel = EmbeddedChannel()
        let connection = try connection(on: channel)
        let call = try #require(
            connection.send(timeout: .seconds(60)) {
                Message.request("tools/call", id: $0)
            } completion: { _ in
            }
        )
        _ = try channel.readOutbound(as: ByteBuffer.self)
        // A server counts its requests as it likes: an id may be one of ours, too.
        let id = idPattern.replacing("ID", with: "\(call)")
        let question = pattern.replacing("ID", with: "\(call)").replacing("PARAMS", with: Self.params)
        for part in [String(question.prefix(2000)), String(question.dropFirst(2000)), "\n"] {
            try channel.writeInbound(AttachFrame(stream: .stdout, bytes: ByteBuffer(string: part)))
        }
        let answer = try #require(try channel.readOutbound(as: ByteBuffer.self))
        let error = #"{"code":-32600,"message":"requests have at most 1024 bytes"}"#
        #expect(String(buffer: answer) == #"{"jsonrpc":"2.0","id":\#(id),"error":\#(error)}"#)
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        #expect(connection.inFlight == 1)
        _ = try channel.finish()
    }

    @Test func aNotificationIsDroppedWithoutAWord() throws {
        let channel = EmbeddedChannel()
        _ = try connection(on: channel)
        let notification = #"{"jsonrpc":"2.0","method":"notifications/message",\#(Self.params)}"# + "\n"
        try channel.writeInbound(AttachFrame(stream: .stdout, bytes: ByteBuffer(string: notification)))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == nil)
        _ = try channel.finish()
    }

    private func connection(on channel: EmbeddedChannel) throws -> BackendConnection {
        let connection = BackendConnection(
            link: ChannelLink(channel: channel),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try channel.pipeline.syncOperations.addHandler(BackendHandler(connection, limit: 1024))
        return connection
    }
}
