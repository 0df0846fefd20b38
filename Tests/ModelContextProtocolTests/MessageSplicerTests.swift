import ModelContextProtocol
import NIOCore
import Testing

@Suite struct MessageSplicerTests {
    @Test(arguments: UInt64(1)...200)
    func everyOtherByteStaysAsItIs(seed: UInt64) throws {
        var generator = RandomJSON(seed: seed)
        let message = ByteBuffer(string: generator.message())
        let envelope = try Envelope(of: message)
        var splicer = MessageSplicer()
        splicer.replace(envelope.requestedProgressToken, with: 99)
        splicer.replace(envelope.id, with: 123_456_789_012)
        splicer.replace(envelope.name, with: ByteBuffer(string: #""other""#))
        let spliced = splicer.applied(to: message)

        let after = try Envelope(of: spliced)
        #expect(after.id.map { spliced.text(at: $0) } == "123456789012", "seed \(seed)")
        #expect(after.name.map { spliced.text(at: $0) } == #""other""#, "seed \(seed)")
        #expect(after.requestedProgressToken.map { spliced.text(at: $0) } == "99", "seed \(seed)")

        var back = MessageSplicer()
        back.replace(after.id, with: message.piece(try #require(envelope.id)))
        back.replace(after.name, with: message.piece(try #require(envelope.name)))
        back.replace(after.requestedProgressToken, with: message.piece(try #require(envelope.requestedProgressToken)))
        #expect(back.applied(to: spliced) == message, "seed \(seed)")
    }

    @Test func whatTheMessageDoesNotHaveIsNotReplaced() {
        let message = ByteBuffer(string: "{}")
        var splicer = MessageSplicer()
        splicer.replace(nil, with: 1)
        #expect(splicer.applied(to: message) == message)
    }

    @Test func lineBreaksBecomeSpaces() {
        var message = ByteBuffer(string: "{\r\n\"a\": \"\\n\"\n}")
        message.joinLines()
        #expect(String(buffer: message) == "{  \"a\": \"\\n\" }")
    }
}
