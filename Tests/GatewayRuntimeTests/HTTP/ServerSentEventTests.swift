import NIOCore
import Testing

@testable import GatewayRuntime

@Suite struct ServerSentEventTests {
    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#),
        ("{\n\"a\":\r\n1}", #"{ "a":  1}"#),
        ("{\"a\":\"\u{2028}\\n\"}", "{\"a\":\"\u{2028}\\n\"}"),
        ("\n", " "),
        ("", ""),
    ])
    func aMessageIsOneEventOnOneLine(message: String, data: String) {
        let event = ServerSentEvent.framing(ByteBuffer(string: message))
        #expect(String(buffer: event) == "event: message\ndata: \(data)\n\n")
    }

    @Test func theMessageItselfStaysAsItIs() {
        let message = ByteBuffer(string: "{\n}")
        _ = ServerSentEvent.framing(message)
        #expect(String(buffer: message) == "{\n}")
    }

    @Test func aSliceIsFramedFromItsOwnBeginning() throws {
        let whole = ByteBuffer(string: "xx{\n}yy")
        let slice = try #require(whole.getSlice(at: 2, length: 3))
        #expect(String(buffer: ServerSentEvent.framing(slice)) == "event: message\ndata: { }\n\n")
    }
}
