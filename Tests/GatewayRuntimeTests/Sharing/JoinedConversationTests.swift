import ModelContextProtocol
import NIOCore
import Testing

@testable import GatewayRuntime

@Suite struct JoinedConversationTests {
    private static let handshake = #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#
    private static let opened = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    private static func result(_ id: String) -> String { #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"# }

    private static func ping(_ number: Int) -> String {
        #"{"jsonrpc":"2.0","id":"mcp-reconcile-again-\#(number)","method":"ping"}"#
    }

    private static func open() -> JoinedConversation {
        var conversation = JoinedConversation()
        _ = conversation.said(ByteBuffer(string: handshake))
        _ = conversation.heard(ByteBuffer(string: result("1")))
        _ = conversation.said(ByteBuffer(string: opened))
        return conversation
    }

    private static func texts(_ messages: [ByteBuffer]) -> [String] { messages.map { String(buffer: $0) } }

    @Test func anotherGatewayHearsWhatTheFirstOneWasToldOnce() {
        var conversation = Self.open()
        for message in [
            #"{"jsonrpc":"2.0","id":2,"method":"logging/setLevel","params":{"level":"info"}}"#,
            #"{"jsonrpc":"2.0","id":3,"method":"resources/subscribe","params":{"uri":"a:1"}}"#,
            #"{"jsonrpc":"2.0","id":4,"method":"resources/subscribe","params":{"uri":"a:2"}}"#,
            #"{"jsonrpc":"2.0","id":5,"method":"resources/unsubscribe","params":{"uri":"a:1"}}"#,
            #"{"jsonrpc":"2.0","id":6,"method":"logging/setLevel","params":{"level":"error"}}"#,
        ] {
            let isMeant = conversation.said(ByteBuffer(string: message))
            #expect(isMeant)
        }
        for id in 2...6 { _ = conversation.heard(ByteBuffer(string: Self.result("\(id)"))) }
        let told = conversation.ended()
        #expect(told.isEmpty)
        let again = Self.texts(conversation.beginning())
        #expect(
            again == [
                #"{"jsonrpc":"2.0","id":"mcp-reconcile-again-1","method":"initialize","params":{}}"#, Self.opened,
                #"{"jsonrpc":"2.0","id":"mcp-reconcile-again-2","method":"logging/setLevel","params":{"level":"error"}}"#,
                #"{"jsonrpc":"2.0","id":"mcp-reconcile-again-3","method":"resources/subscribe","params":{"uri":"a:2"}}"#,
            ]
        )
        #expect(conversation.isAwaiting)
        let answer = ByteBuffer(string: Self.result(#""mcp-reconcile-again-1""#))
        let isMeant = (conversation.heard(answer), conversation.heard(answer))
        #expect(!conversation.isAwaiting)
        #expect(isMeant == (false, true), "only the first is an answer to what was said again")
        #expect(conversation.news.count == 3)
    }

    @Test func requestsUnderWayFailAndQuestionsAreTakenBack() {
        var conversation = Self.open()
        _ = conversation.said(ByteBuffer(string: #"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{}}"#))
        _ = conversation.heard(ByteBuffer(string: #"{"jsonrpc":"2.0","id":77,"method":"roots/list"}"#))
        let told = Self.texts(conversation.ended())
        #expect(told.count == 2)
        #expect(told.first?.contains(#""id":"a","error":{"code":-32603"#) == true, "\(told)")
        #expect(told.last?.contains(#""requestId":77"#) == true, "\(told)")
        let isMeant = conversation.said(ByteBuffer(string: Self.result("77")))
        #expect(!isMeant, "the new gateway has not asked")
        let more = conversation.ended()
        #expect(more.isEmpty)
    }

    @Test func aHandshakeUnderWayIsLeftToTheNextGateway() {
        var conversation = JoinedConversation()
        _ = conversation.said(ByteBuffer(string: Self.handshake))
        let told = conversation.ended()
        #expect(told.isEmpty && conversation.news.isEmpty)
        let again = Self.texts(conversation.beginning())
        #expect(again == [Self.ping(1), Self.handshake])
        let isMeant = conversation.heard(ByteBuffer(string: Self.result("1")))
        #expect(isMeant)
    }

    @Test func aClientWithoutHandshakeNeedsNone() {
        var conversation = JoinedConversation()
        let meta = #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}"#
        let request = #"{"jsonrpc":"2.0","id":5,"method":"tools/list","params":{\#(meta)}}"#
        _ = conversation.said(ByteBuffer(string: request))
        let (told, again) = (conversation.ended(), Self.texts(conversation.beginning()))
        #expect(told.isEmpty && again == [Self.ping(1), request] && conversation.news.isEmpty)
    }

    @Test func whatDoesNoHarmTwiceIsAskedAgainAndTheRestFailsOnce() {
        var conversation = Self.open()
        let list = #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#
        let long =
            #"{"jsonrpc":"2.0","id":4,"method":"completion/complete","params":{"x":"\#(String(repeating: "x", count: 70_000))"}}"#
        for message in [list, #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{}}"#, long] {
            _ = conversation.said(ByteBuffer(string: message))
        }
        let told = Self.texts(conversation.ended())
        #expect(told.count == 2 && told.allSatisfy { $0.contains("ask again") && !$0.contains(#""id":2,"#) })
        for number in 1...3 {
            // Each of these gateways ends before it has answered.
            let again = Self.texts(conversation.beginning())
            #expect(
                again == [
                    Self.handshake.replacing(#""id":1"#, with: #""id":"mcp-reconcile-again-\#(number)""#), Self.opened,
                    list,
                ]
            )
            let more = conversation.ended()
            #expect(more.isEmpty)
        }
        _ = conversation.beginning()
        let isMeant = conversation.heard(ByteBuffer(string: Self.result("2")))
        #expect(isMeant && conversation.isAwaiting)
        let rest = conversation.ended()
        #expect(rest.isEmpty && Self.texts(conversation.beginning()).count == 2)
    }

    @Test func whatWasTakenBackIsNeitherToldOfNorAskedAgain() {
        var conversation = Self.open()
        for message in [
            #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
            #"{"jsonrpc":"2.0","id":"3","method":"tools/call","params":{}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}}"#,
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"3"}}"#,
        ] { _ = conversation.said(ByteBuffer(string: message)) }
        let told = conversation.ended()
        #expect(told.isEmpty && Self.texts(conversation.beginning()).count == 2)
    }

    @Test func whatAClientSaidAtOnceWithItsHandshakeIsSaidAgainInOrder() {
        var conversation = JoinedConversation()
        let list = #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#
        for message in [Self.handshake, Self.opened, list] { _ = conversation.said(ByteBuffer(string: message)) }
        let told = conversation.ended()
        #expect(told.isEmpty)
        #expect(Self.texts(conversation.beginning()) == [Self.ping(1), Self.handshake, Self.opened, list])
    }
}
