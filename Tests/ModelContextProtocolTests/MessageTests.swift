import ModelContextProtocol
import NIOCore
import TestSupport
import Testing

@Suite struct MessageTests {
    private func parsed(_ message: ByteBuffer) throws -> JSONValue {
        try JSONValue(parsing: message.readableBytesView)
    }

    @Test func messagesAreWhatTheSchemaSays() throws {
        #expect(
            try parsed(Message.request("tools/list", id: 3)) == ["jsonrpc": "2.0", "id": 3, "method": "tools/list"]
        )
        let listed = try parsed(Message.request("tools/list", id: 3, params: #"{"cursor":"a"}"#))
        #expect(listed["params"] == ["cursor": "a"])
        #expect(try parsed(Message.notification("x")) == ["jsonrpc": "2.0", "method": "x"])
        let cancelled: JSONValue = ["requestId": 5, "reason": "\"no\" more"]
        #expect(try parsed(Message.cancelled(requestID: 5, reason: "\"no\" more"))["params"] == cancelled)
        let result = try parsed(Message.result("{}", id: ByteBuffer(string: #""a""#)))
        #expect(result == ["jsonrpc": "2.0", "id": "a", "result": [:]])
    }

    @Test func anErrorNamesTheRequestOnlyIfItsIDCouldBeRead() throws {
        let known = try parsed(Message.error(.invalidParams, "no\u{1}", id: ByteBuffer(string: "1")))
        #expect(known == ["jsonrpc": "2.0", "id": 1, "error": ["code": -32602, "message": "no\u{1}"]])
        let unknown = try parsed(Message.error(.parseError, "no", id: nil))
        #expect(unknown.members.keys.sorted() == ["error", "jsonrpc"])
    }

    @Test func aFailedToolIsAResult() throws {
        let failed = try parsed(Message.result(Message.toolErrorResult("it\nended"), id: ByteBuffer(string: "1")))
        #expect(failed["result"] == ["content": [["type": "text", "text": "it\nended"]], "isError": true])
    }

    @Test(arguments: ["", "plain", "\"\\/\u{8}\u{c}\n\r\t\u{0}\u{1f}", "é日本😀\u{2028}"])
    func quotingIsUndoneByReading(text: String) throws {
        let quoted = ByteBuffer(string: JSONString.quoting(text))
        #expect(try JSONText(quoted).string == text)
        #expect(try parsed(quoted).text == text)
    }

    @Test(arguments: [
        ("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("2025-06-18", "2025-06-18"),
        ("2025-11-25", "2025-11-25"), ("1999-01-01", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("", "2025-11-25"),
    ])
    func theRevisionIsTheClientsIfItIsKnown(wanted: String, agreed: String) {
        #expect(ProtocolVersion.negotiated(for: wanted).rawValue == agreed)
    }
}
