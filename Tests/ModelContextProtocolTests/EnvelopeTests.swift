import ModelContextProtocol
import NIOCore
import Testing

@Suite struct EnvelopeTests {
    @Test func theRoutedPartsOfACallAreFound() throws {
        let message = ByteBuffer(
            string: #" {"id" : "a\"1", "jsonrpc":"2.0","params":{"x":{"name":"inner"},"name":"echo","_meta":{"a":1,"#
                + #""progressToken":7},"arguments":{"cursor":"no"}},"method":"tools/call","extra":[{}]} "#
        )
        let envelope = try Envelope(of: message)
        #expect(envelope.kind == .request)
        #expect(envelope.knownMethod == .toolsCall)
        #expect(envelope.id.map { message.text(at: $0) } == #""a\"1""#)
        #expect(envelope.name.flatMap { message.string(at: $0) } == "echo")
        #expect(envelope.requestedProgressToken.map { message.text(at: $0) } == "7")
        #expect(envelope.params.map { message.text(at: $0).hasSuffix(#"{"cursor":"no"}}"#) } == true)
        #expect(envelope.cursor == nil && envelope.progressToken == nil && envelope.requestID == nil)
    }

    @Test func rangesDoNotDependOnWhereTheBufferBegins() throws {
        var buffer = ByteBuffer(string: #"skip{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
        buffer.moveReaderIndex(forwardBy: 4)
        let envelope = try Envelope(of: buffer)
        #expect(envelope.id.map { buffer.text(at: $0) } == "1")
        #expect(envelope.knownMethod == .ping)
    }

    struct Sample: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: Envelope.Kind
        var testDescription: String { text }

        init(_ kind: Envelope.Kind, _ text: String) {
            (self.kind, self.text) = (kind, text)
        }
    }

    static let kinds = [
        Sample(.request, #"{"jsonrpc":"2.0","id":1,"method":"x"}"#),
        Sample(.request, #"{"jsonrpc":"2.0","id":"","method":"x"}"#),
        Sample(.request, #"{"jsonrpc":"2.0","id":-18446744073709551616,"method":"x"}"#),
        Sample(.notification, #"{"jsonrpc":"2.0","method":"x","params":[1]}"#),
        Sample(.response, #"{"jsonrpc":"2.0","id":1,"result":{}}"#),
        Sample(.response, #"{"jsonrpc":"2.0","id":"1","error":{"code":1,"message":""}}"#),
        Sample(.response, #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}"#),
        Sample(.invalid, #"{}"#),
        Sample(.invalid, #"{"id":1,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":2.0,"id":1,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":null,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":{},"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":true,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"method":1}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"method":"x","result":{}}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"result":{},"error":{}}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"id":2,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"\u0069d":2,"method":"x"}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"method":"x","params":{"name":"a","n\u0061me":"b"}}"#),
        Sample(.invalid, #"{"jsonrpc":"2.0","id":1,"method":"x","params":{},"params":{}}"#),
    ]

    @Test(arguments: kinds)
    func everyMessageHasOneKind(sample: Sample) throws {
        #expect(try Envelope(of: ByteBuffer(string: sample.text)).kind == sample.kind)
    }

    @Test func aMemberThatIsSpelledWithEscapesIsTheMember() throws {
        let message = ByteBuffer(
            string: #"{"json\u0072pc":"2.0","id":1,"method":"tools\/call","params":{"n\u0061me":"e"}}"#
        )
        let envelope = try Envelope(of: message)
        #expect(envelope.kind == .request)
        #expect(envelope.knownMethod == .toolsCall)
        #expect(envelope.name.flatMap { message.string(at: $0) } == "e")
    }

    @Test(arguments: MCPMethod.allCases)
    func everyMethodIsKnown(method: MCPMethod) throws {
        let message = Message.request(method.rawValue, id: 1)
        #expect(try Envelope(of: message).knownMethod == method)
        #expect(try Envelope(of: Message.request(method.rawValue + "x", id: 1)).knownMethod == nil)
    }

    @Test func numbersAndStringsAreDifferentIDs() throws {
        let number = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"method":"x"}"#)
        let string = ByteBuffer(string: #"{"jsonrpc":"2.0","id":"1","method":"x"}"#)
        let ids = try [number, string].map { try #require(Envelope(of: $0).id) }
        #expect(number.piece(ids[0]) != string.piece(ids[1]))
    }

    @Test func lineBreaksBetweenTokensAreNoticed() throws {
        #expect(try Envelope(of: ByteBuffer(string: "{\n\"jsonrpc\": \"2.0\"}")).hasLineBreaks)
        #expect(try !Envelope(of: ByteBuffer(string: #"{"jsonrpc": "2.0", "x": "\n"}"#)).hasLineBreaks)
    }

    @Test(
        arguments: [
            "", " ", "null", "[]", "1", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}",
            "{}{}",
            "{\"a\":01}", "{\"a\":.5}", "{\"a\":1.}", "{\"a\":1e}", "{\"a\":-}", "{\"a\":+1}", "{\"a\":NaN}",
            "{\"a\":tru}",
            "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\u12\"}", "{'a':1}", "{\"a\":[1,]}",
            "{\"a\":[,1]}", "{\"a\":[1 2]}", "\u{FEFF}{}",
        ]
    )
    func whatIsNoJSONObjectIsRefused(text: String) {
        #expect(throws: MalformedJSON.self) { try Envelope(of: ByteBuffer(string: text)) }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
        ] as [[UInt8]]
    )
    func whatIsNoUTF8IsRefused(bytes: [UInt8]) {
        let message = ByteBuffer(bytes: Array(#"{"a":"padding padding "#.utf8) + bytes + Array(#" "}"#.utf8))
        #expect(throws: MalformedJSON.self) { try Envelope(of: message) }
    }

    @Test func nestingIsBounded() {
        func nested(_ depth: Int) -> ByteBuffer {
            ByteBuffer(
                string: #"{"a":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
            )
        }
        #expect(throws: Never.self) { try Envelope(of: nested(127)) }
        #expect(throws: MalformedJSON.self) { try Envelope(of: nested(128)) }
        #expect(throws: MalformedJSON.self) { try Envelope(of: nested(1_000_000)) }
    }

    @Test func everyTruncationIsRefused() throws {
        let text =
            #"{"jsonrpc":"2.0","id":12,"method":"tools/call","params":{"name":"é\u00e9","n":-1.5e+3,"l":[true,null]}}"#
        let bytes = Array(text.utf8)
        #expect(try Envelope(of: ByteBuffer(bytes: bytes)).kind == .request)
        for length in 0..<bytes.count {
            #expect(throws: MalformedJSON.self, "length \(length)") {
                try Envelope(of: ByteBuffer(bytes: bytes[..<length]))
            }
        }
    }
}
