import ModelContextProtocol
import NIOCore
import Testing

@Suite struct ListPageTests {
    private func page(_ result: String) throws -> ListPage {
        let response = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"result":\#(result)}"#)
        return try ListPage(response, result: try #require(Envelope(of: response).result), of: .tools)
    }

    @Test func toolsKeepTheirDefinitions() throws {
        let definition =
            #"{"title":"T", "name":"a","x-big":123456789012345678901,"inputSchema":{"type":"object","$defs":{}}}"#
        let page = try page(#"{"tools":[\#(definition)],"nextCursor":""}"#)
        let tool = try #require(page.items.first)
        #expect(tool.name == "a")
        #expect(String(buffer: tool.definition) == definition)
        #expect(String(buffer: tool.definition(named: "b\"")) == definition.replacing(#""a""#, with: #""b\"""#))
        #expect(tool.definition(named: "a") == tool.definition)
        #expect(page.nextCursor.map { String(buffer: $0) } == #""""#)
    }

    @Test func theDescriptionIsRead() throws {
        let page = try page(#"{"tools":[{"name":"a","description":"li\u006ee","inputSchema":{"type":"object"}}]}"#)
        #expect(page.items.first?.descriptionText == "line")
        #expect(page.nextCursor == nil)
    }

    @Test(
        arguments: [
            "1", "{}", #"{"name":1,"inputSchema":{"type":"object"}}"#, #"{"name":"","inputSchema":{"type":"object"}}"#,
            #"{"name":"a"}"#, #"{"name":"a","inputSchema":[]}"#, #"{"name":"a","inputSchema":{}}"#,
            #"{"name":"a","inputSchema":{"type":"array"}}"#,
            #"{"name":"a","inputSchema":{"type":"object"},"execution":{"taskSupport":"required"}}"#,
        ]
    )
    func whatIsNoToolIsSetAside(entry: String) throws {
        let page = try page(#"{"tools":[\#(entry),{"name":"good","inputSchema":{"type":"object"}}]}"#)
        #expect(page.items.map(\.name) == ["good"])
        #expect(page.invalid.count == 1)
    }

    @Test(arguments: ["{}", #"{"tools":{}}"#, #"{"tools":null}"#, "[]", "1"])
    func aResultWithoutAListIsRefused(result: String) {
        #expect(throws: MalformedJSON.self) { try page(result) }
    }

    @Test func aCursorIsAString() throws {
        #expect(try page(#"{"tools":[],"nextCursor":null}"#).nextCursor == nil)
        #expect(try page(#"{"tools":[],"nextCursor":"a\"b"}"#).nextCursor.map { String(buffer: $0) } == #""a\"b""#)
    }
}
