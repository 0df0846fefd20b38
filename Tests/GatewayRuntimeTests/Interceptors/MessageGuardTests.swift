import Applier
import ContainerEngine
import ModelContextProtocol
import NIOCore
import Spec
import Synchronization
import TestSupport
import Testing

@testable import GatewayRuntime

/// Credentials in what servers send beside their answers.
@Suite(.timeLimit(.minutes(1))) struct MessageGuardTests {
    // Put together here so that no scanner finds it in this file.
    private static let token = "ghp" + "_0123456789abcdefghijABCDEFGHIJ012345"
    private static let label = "[redacted: github-personal-token]"

    @Test func whatIsBlockedReachesNobodyAndAQuestionIsAnsweredWithAnError() async throws {
        let (messages, answer) = try await call(under: .block)
        #expect(messages == [], "\(messages)")
        #expect(answer.contains("The gateway blocked the question") && !answer.contains(Self.token), "\(answer)")
    }

    @Test func whatIsRedactedComesWithoutIt() async throws {
        let (messages, answer) = try await call(under: .redact)
        #expect(messages.count == 3)
        #expect(messages.allSatisfy { $0.contains(Self.label) && !$0.contains(Self.token) }, "\(messages)")
        #expect(messages.contains { $0.contains(#""progressToken":"mine""#) })
        #expect(messages.contains { $0.contains(#""logger":"one""#) })
        #expect(messages.contains { $0.contains("[one] type") })
        #expect(answer.contains("decline"), "\(answer)")
    }

    @Test(arguments: [SecretScanPolicy.warn, .off])
    func whatIsNotHeldBackComesAsItIs(_ policy: SecretScanPolicy) async throws {
        let (messages, answer) = try await call(under: policy)
        #expect(messages.count == 3 && messages.allSatisfy { $0.contains(Self.token) }, "\(messages)")
        #expect(answer.contains("decline"), "\(answer)")
    }

    /// Logs, tells of progress and asks during its one call, and answers with what it was answered.
    private static let talkative = FakeProcess { streams in
        var call = "null"
        await streams.forEachLine { line in
            guard let message = try? JSONValue(parsing: line), let id = try? message["id"].serialized() else { return }
            let tool = #"{"name":"talk","description":"","inputSchema":{"type":"object"}}"#
            let capabilities = #"{"tools":{},"logging":{}}"#
            switch message["method"].text {
            case "initialize"?:
                let result = #"{"protocolVersion":"2025-11-25","capabilities":\#(capabilities)}"#
                streams.writeLine(#"{"jsonrpc":"2.0","id":\#(id),"result":\#(result)}"#)
            case "tools/list"?: streams.writeLine(#"{"jsonrpc":"2.0","id":\#(id),"result":{"tools":[\#(tool)]}}"#)
            case "tools/call"?:
                call = id
                for (method, params) in messages(progressToken: id) {
                    streams.writeLine(#"{"jsonrpc":"2.0",\#(method),"params":{\#(params)}}"#)
                }
            case nil where message["id"] == .text("q"):
                let text = JSONString.quoting(line)
                streams.writeLine(
                    #"{"jsonrpc":"2.0","id":\#(call),"result":{"content":[{"type":"text","text":\#(text)}]}}"#
                )
            default: break
            }
        }
        return 0
    }

    private static func messages(progressToken id: String) -> [(String, String)] {
        [
            (#""method":"notifications/message""#, #""level":"error","data":{"deep":["\#(token)"]}"#),
            (
                #""method":"notifications/progress""#,
                #""progressToken":\#(id),"progress":1,"message":"with \#(token)""#
            ),
            (
                #""id":"q","method":"elicitation/create""#,
                #""message":"type \#(token)","requestedSchema":{"type":"object","properties":{}}"#
            ),
        ]
    }

    /// What the client is sent in the course of one call, and its answer.
    private func call(under policy: SecretScanPolicy) async throws -> (messages: [String], answer: String) {
        try await withFakeEngineAndClient { engine, client in
            _ = engine.model.addImage("example/one:1", process: Self.talkative)
            var interception = InterceptionOptions()
            interception.secretScan = policy
            let gateway = Gateway(engine: client, version: "1", clients: .one, interception: interception)
            let desired = try DesiredState.oneServer
            await gateway.begin(desired.profiles[0])
            _ = try await Reconciler(engine: client, rollout: gateway, lock: nil).reconcile(desired)
            defer { gateway.disconnect() }
            let session = gateway.openSession(transport: .local)
            let hello = #"{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"t"}}"#
            _ = await session.receive(Message.request("initialize", id: 1, params: hello)) { _ in }
            _ = await session.receive(Message.notification("notifications/initialized")) { _ in }
            let params = #"{"name":"talk","arguments":{},"_meta":{"progressToken":"mine"}}"#
            let messages = Mutex<[String]>([])
            let answer = await session.receive(Message.request("tools/call", id: 2, params: params)) { message in
                messages.withLock { $0.append(String(buffer: message)) }
                guard let envelope = try? Envelope(of: message), let id = envelope.id else { return }
                let reply = Message.result(#"{"action":"decline"}"#, id: message.piece(id))
                session.receive(reply, related: { _ in }, reply: { _ in })
            }
            return (messages.withLock { $0 }, answer.map { String(buffer: $0) } ?? "")
        }
    }
}
