import ContainerEngine
import Logging
import ModelContextProtocol
import NIOCore
import NIOEmbedded
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// What clients get is well-formed, whatever servers answer.
@Suite(.timeLimit(.minutes(1))) struct AnswerFormTests {
    @Test(arguments: [JSONValue.null, 5, "x", [], [["type": "text"]]])
    func aResultThatIsNoObjectIsNoAnswer(_ result: JSONValue) async throws {
        let server = ScriptedMCPServer(tools: [.init(name: "echo") { _ in result }])
        try await ServedGateway.lend(server) { served in
            let answer = try await served.echo(1)
            #expect(answer.contains(#""isError":true"#) && answer.contains("no response of JSON-RPC"), "\(answer)")
        }
    }

    @Test(arguments: ["", #","params":5"#, #","params":[]"#, #","params":null"#])
    func aQuestionWithoutParametersIsRefused(_ params: String) throws {
        let channel = EmbeddedChannel()
        let connection = BackendConnection(
            link: ChannelLink(channel: channel),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try channel.pipeline.syncOperations.addHandler(BackendHandler(connection))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        let question = #"{"jsonrpc":"2.0","id":"q","method":"sampling/createMessage"\#(params)}"#
        try channel.writeInbound(AttachFrame(stream: .stdout, bytes: ByteBuffer(string: question + "\n")))
        let refusal = try #require(try channel.readOutbound(as: ByteBuffer.self))
        #expect(String(buffer: refusal).contains("-32602"))
        _ = try channel.finish()
    }

    @Test func progressThatSaysNothingOfHowFarIsDropped() async throws {
        let (tokens, continuation) = AsyncStream.makeStream(of: JSONValue.self)
        let written = Signal()
        let server = ScriptedMCPServer(
            tools: [
                .init(name: "echo") { _ in
                    await written.wait()
                    return ["content": []]
                }
            ],
            onMessage: { message in
                if message["method"].text == "tools/call" {
                    continuation.yield(message["params"]["_meta"]["progressToken"])
                }
            },
            afterInitialized: { streams in
                for await token in tokens {
                    for progress: JSONValue in [.null, "much", [], [:], 1] {
                        let params: JSONValue = ["progressToken": token, "progress": progress]
                        let notice: JSONValue = [
                            "jsonrpc": "2.0", "method": "notifications/progress", "params": params,
                        ]
                        streams.writeLine((try? notice.serialized()) ?? "")
                    }
                    written.fire()
                }
            }
        )
        try await ServedGateway.lend(server) { served in
            let session = await served.openSession()
            defer { session.close() }
            let heard = Mutex<[String]>([])
            let call = Message.request("tools/call", id: 2, params: #"{"name":"echo","_meta":{"progressToken":"t"}}"#)
            _ = await session.receive(
                call,
                related: { message in heard.withLock { $0.append(String(buffer: message)) } }
            )
            #expect(heard.withLock { $0.count } == 1, "\(heard.withLock { $0 })")
            continuation.finish()
        }
    }
}
