@testable import ContainerEngine
import NIOCore
import Testing

@Suite struct AttachResponseTests {
    @Test(
        arguments: [
            ("HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\n\r\n", "\u{1}abc"),
            ("HTTP/1.1 200 OK\r\n\r\n", "\u{1}abc"),
            ("HTTP/1.0 200\r\n\r\n", ""),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 X\r\n\r\n", "HTTP/1.1 404 Not Found\r\n\r\n"),
        ]
    )
    func whatFollowsTheHeadIsTheStream(head: String, rest: String) throws {
        let bytes = Array((head + rest).utf8)
        for position in 0..<head.utf8.count {
            var response = AttachResponse()
            #expect(try response.receive(ByteBuffer(bytes: bytes[..<position])) == .incomplete)
            let outcome = try response.receive(ByteBuffer(bytes: bytes[position...]))
            #expect(outcome == .stream(ByteBuffer(string: rest)), "split at \(position)")
        }
    }

    @Test(
        arguments: [
            ("HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno", "no"),
            ("HTTP/1.1 409 Conflict\r\ncontent-length:2\r\n\r\nnot", "no"),
            ("HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n", ""),
        ]
    )
    func aFailureIsKnownOnceItsBodyIsComplete(text: String, body: String) throws {
        var response = AttachResponse()
        let outcome = try response.receive(ByteBuffer(string: text))
        #expect(outcome == .failure(status: 409, body: ByteBuffer(string: body)))
    }

    @Test func aBodyWithoutALengthEndsWithTheConnection() throws {
        var response = AttachResponse()
        #expect(try response.receive(ByteBuffer(string: "HTTP/1.1 404 Not Found\r\n\r\nNo such")) == .incomplete)
        #expect(response.ended() == .failure(status: 404, body: ByteBuffer(string: "No such")))
    }

    @Test func anEndWithinTheHeadIsNoOutcome() throws {
        var response = AttachResponse()
        #expect(try response.receive(ByteBuffer(string: "HTTP/1.1 404")) == .incomplete)
        #expect(response.ended() == nil)
    }

    @Test(
        arguments: [
            "SSH-2.0", "HTTP/2 101 X\r\n\r\n", "HTTP/1.1 1 X\r\n\r\n", "HTTP/1.1 \u{1b}\r\n\r\n",
            "HTTP/1.1 101 \(String(repeating: "x", count: 70_000))",
        ]
    )
    func whatIsNoHeadIsRefused(text: String) {
        #expect(throws: AttachResponse.Malformed.self) {
            var response = AttachResponse()
            _ = try response.receive(ByteBuffer(string: text))
        }
    }
}
