import ModelContextProtocol
import NIOCore
import Testing

/// What servers without handshakes answer.
@Suite struct StatelessServerResultTests {
    @Test(arguments: [
        (
            #"{"resultType":"complete","content":[],"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"a"},"b":1}}"#,
            #"{"content":[],"_meta":{"b":1}}"#
        ),
        (#"{"contents":[],"ttlMs":5,"cacheScope":"public","resultType":"complete"}"#, #"{"contents":[]}"#),
        (#"{"_meta":{"io.modelcontextprotocol/serverInfo":{}},"resultType":"complete"}"#, "{}"),
        (#"{"structuredContent":[1,2],"content":[],"isError":false}"#, #"{"content":[],"isError":false}"#),
        (#"{"structuredContent":{"n":18446744073709551615}}"#, #"{"structuredContent":{"n":18446744073709551615}}"#),
    ])
    func aResultLosesWhatOldClientsDoNotKnow(_ result: String, _ expected: String) {
        #expect(String(buffer: StatelessResult.simplified(ByteBuffer(string: result))) == expected)
    }

    /// What says everything already, as servers without handshakes do, is stamped and otherwise left as it is.
    @Test func aResultThatIsCompleteStaysSo() {
        let result =
            #"{"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"a"}},"messages":[]}"#
        let complete = StatelessResult.complete(ByteBuffer(string: result), for: .promptsGet, by: #"{"name":"b"}"#)
        #expect(String(buffer: complete) == result.replacing(#""a""#, with: #""b""#))
    }

    @Test(arguments: [
        (-32602, #"{"uri":"a:b"}"#, MCPMethod.resourcesRead, -32002, -32602),
        (-32602, #"{"uri":"a:b"}"#, .toolsCall, -32602, -32602), (-32602, "null", .resourcesRead, -32602, -32602),
        (-32021, #"{"requiredCapabilities":{}}"#, .toolsCall, -32021, -32021),
        (-32020, "{}", .toolsCall, -32603, -32603),
        (-32022, "{}", .promptsGet, -32603, -32603), (-32601, "{}", .toolsCall, -32601, -32601),
        (7, "1", .toolsCall, 7, 7),
    ])
    func anErrorHasTheCodeOfItsClientsEra(
        _ code: Int,
        _ data: String,
        _ method: MCPMethod,
        _ handshake: Int,
        _ stateless: Int
    ) {
        func error(_ code: Int) -> String { #"{"code":\#(code),"message":"m","data":\#(data)}"# }
        let buffer = ByteBuffer(string: error(code))
        #expect(String(buffer: StatelessResult.handshakeError(buffer, of: method)) == error(handshake))
        #expect(String(buffer: StatelessResult.relayedError(buffer)) == error(stateless))
    }

    @Test func whatAServerAsksIsReadInItsOrder() throws {
        let text = """
            {"resultType":"input_required","inputRequests":{"b":{"method":"roots/list"},
            "a":{"method":"elicitation/create","params":{"message":"?"}}},"requestState":"s\\u0031"}
            """
        let required = try InputRequired(JSONText(ByteBuffer(string: text)))
        #expect(required.requests.map(\.key) == ["b", "a"])
        #expect(required.requests.map(\.method) == [.rootsList, .createElicitation])
        #expect(required.requests.map { $0.params.map { String(buffer: $0) } } == [nil, #"{"message":"?"}"#])
        #expect(required.state.map { String(buffer: $0) } == #""s\u0031""#)
    }

    @Test(arguments: [
        "{}", #"{"inputRequests":{}}"#, #"{"inputRequests":{"a":{"method":"tools/call"}}}"#, #"{"requestState":1}"#,
        #"{"inputRequests":{"a":{}}}"#, #"{"inputRequests":{"a":{"method":"roots/list"},"a":{"method":"roots/list"}}}"#,
    ])
    func whatAsksNothingThatCanBeAskedIsRefused(_ text: String) throws {
        let result = try JSONText(ByteBuffer(string: text))
        #expect(throws: MalformedJSON.self) { try InputRequired(result) }
    }

    @Test(arguments: [
        (#"{"a":1,"b":2,"c":3}"#, "a", #"{"b":2,"c":3}"#), (#"{"a":1,"b":2,"c":3}"#, "b", #"{"a":1,"c":3}"#),
        (#"{"a":1, "c" : 3}"#, "c", #"{"a":1}"#), (#"{ "a":1}"#, "a", "{ }"), ("{}", "a", "{}"),
    ])
    func aMemberGoesWithItsComma(_ object: String, _ key: String, _ expected: String) throws {
        let text = try JSONText(ByteBuffer(string: object))
        var splicer = MessageSplicer()
        text.wholeRanges(of: [key]).forEach { splicer.replace($0, with: ByteBuffer()) }
        #expect(String(buffer: splicer.applied(to: text.bytes)) == expected)
    }

    @Test func aListOfSeveralServersIsServedAgainAsTheStrictestOfThemSays() throws {
        func hint(_ text: String) throws -> CacheHint { CacheHint(try JSONText(ByteBuffer(string: text))) }
        let (long, short) = (
            try hint(#"{"ttlMs":5000,"cacheScope":"public"}"#), try hint(#"{"ttlMs":10,"cacheScope":"public"}"#)
        )
        #expect(long.merged(with: short) == short)
        #expect(long.merged(with: .none) == .none)
        #expect(try hint("{}") == .none)
        let result = StatelessResult.complete(
            ByteBuffer(string: #"{"tools":[]}"#),
            for: .toolsList,
            by: "{}",
            caching: long
        )
        let text = try JSONText(result)
        #expect(text["ttlMs"]?.integer == 5000 && text["cacheScope"]?.string == "public")
    }

    @Test func aToolWithAnOutputThatIsNoObjectIsShownToOldClientsWithoutIt() throws {
        let tool = #"{"name":"a","outputSchema":{"type":"array"},"inputSchema":{"type":"object"}}"#
        let response = ByteBuffer(string: #"{"tools":[\#(tool)]}"#)
        let item = try #require(ListPage(response, result: 0..<response.readableBytes, of: .tools).items.first)
        #expect(item.hasModernOutput)
        #expect(String(buffer: item.definition(named: "a")) == tool)
        let simple = #"{"name":"b","inputSchema":{"type":"object"}}"#
        #expect(String(buffer: item.definition(named: "b", withOutputSchema: false)) == simple)
    }
}
