import ModelContextProtocol
import NIOCore
import Testing

@Suite struct LongLineTests {
    private static let filling = String(repeating: #"{"id":99},"#, count: 30)

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":7,"result":{"a":[F"#, #"F0]}}"#, 7),
        (#" { "id" : -12 , "jsonrpc":"2.0", "result": [F"#, #"F]}"#, -12),
        (#"{"result":{"a":[F"#, #"F0]},"jsonrpc":"2.0","id":8}"#, 8),
        (#"{"result":{"a":"F"#, "F\\\"\" } , \"id\" : 8 , \"jsonrpc\" : \"2.0\" }\r", 8),
        (#"{"x":"a,\"id\":3","error":{"data":"F"#, #"F"},"id":4,"more":"\\","and":null}"#, 4),
    ])
    func theIdOfAResponseIsFoundBesideItsResult(_ head: String, _ tail: String, _ id: Int64) {
        #expect(Self.line(head, tail).responseID == id)
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","method":"notifications/message","params":{"a":[F"#, #"F]},"id":5}"#),
        (#"{"params":{"a":[F"#, #"F]},"id":5,"method":"sampling/createMessage"}"#),
        (#"{"jsonrpc":"2.0","result":{"a":[F"#, #"F{"id":5}]}}"#),
        (#"{"jsonrpc":"2.0","result":{"a":[F"#, #"F0],"id":5}}"#),
        (#"{"jsonrpc":"2.0","id":"7","result":[F"#, "F]}"),
        ("no JSON at all F", #"F and "id":5 neither"#),
        (#"{"id":"#, "}"), (#"{"id":12"#, ""), ("", ""), (#"{"#, #"":5}"#), (#"{"a\"#, #"\":5}"#),
    ])
    func whatIsWithinAResultOrNoResponseHasNone(_ head: String, _ tail: String) {
        #expect(Self.line(head, tail).responseID == nil)
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{"a":[F"#, #"F0]}}"#, "7"),
        (#"{"method":"roots/list","params":{"a":[F"#, #"F]},"jsonrpc":"2.0","id":"a\"b"}"#, #""a\"b""#),
        (#"{"params":{"a":[F"#, #"F]} , "id" : 5 , "method":"elicitation/create"}"#, "5"),
        (#"{"id":5,"params":{"a":[F"#, #"F]},"method":"elicitation/create"}"#, "5"),
    ])
    func theIdOfARequestIsFoundBesideItsParameters(_ head: String, _ tail: String, _ id: String) {
        let line = Self.line(head, tail)
        #expect(line.requestID.map { String(buffer: $0) } == id)
        #expect(line.responseID == nil, "it is no answer to a request of ours that has the same id")
        #expect(LongLine(head: line.head, tail: nil).responseID == nil)
        #expect(LongLine(head: line.head, tail: nil).requestID == nil, "it is answered once")
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","method":"notifications/message","params":{"a":[F"#, #"F{"id":5}]}}"#),
        (#"{"jsonrpc":"2.0","id":7,"result":{"method":"a","a":[F"#, #"F0]}}"#),
        (#"{"method":"roots/list","id":null,"params":[F"#, "F]}"), (#"{"method":"a","id":1.5,"params":[F"#, "F]}"),
        (#"{"method":"a","id":"\x","params":[F"#, "F]}"), ("F", #"F,"id":5,"method":"a""#),
    ])
    func whatIsNoRequestOrHasNoIdHasNone(_ head: String, _ tail: String) {
        #expect(Self.line(head, tail).requestID == nil)
    }

    /// As soon as the id has come, nobody needs to wait for the rest.
    @Test func aLineThatHasNotEndedMayTellItsId() {
        #expect(LongLine(head: ByteBuffer(string: #"{"id":5,"result":{"#), tail: nil).responseID == 5)
        #expect(LongLine(head: ByteBuffer(string: #"{"result":{"#), tail: nil).responseID == nil)
    }

    @Test(arguments: [1, 3, 64, 10_000])
    func theEndsOfALineOverTheLimitAreKept(chunk: Int) {
        var framer = LineFramer(limit: 100, keptBytes: 8)
        let long = "12345678" + String(repeating: "-", count: 500) + "abcdefgh"
        let stream = Array("\(long)\nshort\n".utf8)
        var (lines, found): ([String], [LongLine]) = ([], [])
        for start in stride(from: 0, to: stream.count, by: chunk) {
            framer.append(ByteBuffer(bytes: stream[start..<min(start + chunk, stream.count)]))
            while let line = framer.next() { lines.append(String(buffer: line)) }
            found += framer.takeLongLines()
        }
        #expect(lines == ["short"])
        #expect(found.last?.head == ByteBuffer(string: "12345678"))
        #expect(found.last?.tail == ByteBuffer(string: "abcdefgh"))
        #expect(found.count == (chunk < stream.count ? 2 : 1))
        #expect(framer.droppedLines == 1)
    }

    private static func line(_ head: String, _ tail: String) -> LongLine {
        let texts = [head, tail].map { $0.replacing("F", with: filling) }
        return LongLine(head: ByteBuffer(string: texts[0]), tail: ByteBuffer(string: texts[1]))
    }
}
