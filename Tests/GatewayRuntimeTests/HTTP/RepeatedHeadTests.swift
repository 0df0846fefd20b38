import NIOCore
import Testing

@testable import GatewayRuntime

/// Requests with the head of the one before are read without the parser, and are answered as if it had read them.
@Suite struct RepeatedHeadTests {
    private static let message = #"{"jsonrpc":"2.0","id":1,"method":"tools/call"}"#

    private static func post(
        _ body: String = message,
        length: String? = nil,
        version: String = "1.1",
        token: String = TestServer.token,
        _ fields: String...
    ) -> String {
        let usual = [
            "Mcp-Session-Id: session-0", "Host: localhost", "Authorization: Bearer \(token)",
            "content-LENGTH:  \(length ?? "\(body.utf8.count)")", "Content-Type: application/json",
            "Accept: application/json, text/event-stream",
        ]
        return (["POST /mcp HTTP/\(version)"] + usual + fields).joined(separator: "\r\n") + "\r\n\r\n\(body)"
    }

    private static let handshake = post(TestServer.handshake)
        .replacing("Mcp-Session-Id: session-0\r\n", with: "")
    private static let call = post()
    private static let longCall = post(message + String(repeating: " ", count: 100))

    @Test func onlyTheFirstHeadIsParsed() throws {
        let wire = try WiredConnection(.repeatedHeadsKnown)
        wire.send(Self.handshake)
        wire.send(Self.call)
        let parsed = wire.parsedBytes
        for _ in 0..<40 { for request in [Self.longCall, Self.call] { wire.send(request) } }
        #expect(wire.parsedBytes == parsed)
        #expect(wire.answers.ranges(of: "HTTP/1.1 200 OK").count == 82)
        #expect(wire.sessions.all.first?.received.count == 82)
    }

    @Test func aClientWhoseHeadsDifferKeepsTheParser() throws {
        let wire = try WiredConnection(.repeatedHeadsKnown)
        wire.send(Self.handshake)
        for number in 0..<16 { wire.send(Self.post(Self.message, "traceparent: \(number)")) }
        let parsed = wire.parsedBytes
        for _ in 0..<3 { wire.send(Self.call) }
        #expect(wire.parsedBytes == parsed + 3 * Self.call.utf8.count)
    }

    private static let smuggled = post("\(message)\r\n\r\n\(call)")
    private static let chunked = call.replacing("content-LENGTH:  46", with: "Transfer-Encoding: chunked")
        .replacing(message, with: "2e\r\n\(message)\r\n0\r\n\r\n")
    private static let longHead = post(message, "X: " + String(repeating: "x", count: 4096))
    private static let loose = call.replacing("\r\n", with: "\n")

    /// Requests that come after a call.
    static let conversations: [[String]] = [
        [call, longCall, call], [post(""), call], [post("no JSON"), call], [smuggled, call, smuggled],
        [post(length: "046"), post(length: "046")], [post(length: "45"), call], [post(length: "47"), call],
        [post(length: ""), call], [post(length: "+46"), call], [post(length: "46, 46"), call],
        [post(length: "99999999999999999999"), call], [post(length: "999999999"), call],
        [post(String(repeating: " ", count: 5000)), call], [post(message, "Content-Length: 46"), call],
        [chunked, chunked, call], [post(message, "Transfer-Encoding: chunked"), call],
        [post(message, "Upgrade: h2c"), call], [post(message, "Connection: upgrade", "Upgrade: h2c"), call, call],
        [post(message, "Expect: 100-continue"), post(message, "Expect: 100-continue")],
        [post(message, "Connection: close"), call], [post(message, "connection: upgrade"), call, call],
        [post(version: "1.0"), call], [post(version: "1.0", "Connection: keep-alive"), call],
        [post(token: "another"), call, call], [post(message, "Origin: http://elsewhere.example"), call],
        ["POST /mcp HTTP/1.0\r\n\r\n\n27\r"], ["POST /mcp HTTP/1.1\r\n\r\n\n27\r"], [loose, call], [call, loose],
        ["\r\n\r\n" + call, call], [call + "\r\n", call], [call.uppercased(), call],
        [longHead, longHead, call],
        [call.replacing("POST", with: "DELETE"), call], ["GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", call],
        [call.replacing("POST", with: "GET"), call], [call.replacing("session-0", with: "session-9"), call],
    ]

    @Test(arguments: conversations.indices, [0, 1, 7, 64, 300, Int.max])
    func whatIsAnsweredDoesNotDependOnWhoReads(number: Int, width: Int) throws {
        var limits = HTTPServerLimits()
        limits.bodyBytes = 4096
        let requests = [Self.handshake, Self.call] + Self.conversations[number]
        let results = try WiredConnection.Reading.allCases.map { reading in
            let wire = try WiredConnection(reading, limits: limits)
            for packet in Self.packets(requests, width) { wire.send(packet) }
            return [wire.answers, "\(wire.isOpen)", "\(wire.sessions.all.map(\.received))"]
        }
        #expect(results[0] == results[1], "\(requests)")
        #expect(results[0][0].contains("HTTP/1.1 200 OK"))
    }

    @Test(arguments: WiredConnection.Reading.allCases)
    func whatIsSentAheadIsAnsweredInItsTurn(reading: WiredConnection.Reading) throws {
        let held = HeldReply()
        let wire = try WiredConnection(reading) { message, related, reply in
            if message.contains("later") { held.hold(reply) } else { ScriptedSessions.echo(message, related, reply) }
        }
        for request in [Self.handshake, Self.call, Self.post(Self.message.replacing("tools/call", with: "later"))] {
            wire.send(request)
        }
        wire.send(Self.call + Self.longCall)
        let answered = wire.answers
        #expect(answered.ranges(of: "HTTP/1.1 200 OK").count == 2)
        try held.answer(ByteBuffer(string: #"{"id":1,"result":"late"}"#))
        wire.read()
        let rest = wire.answers.dropFirst(answered.count)
        #expect(rest.ranges(of: "HTTP/1.1 200 OK").count == 3)
        #expect(rest.contains(/late.+tools\/call.+tools\/call/.dotMatchesNewlines()))
    }

    /// Requests one by one, or their bytes in pieces of a width.
    private static func packets(_ requests: [String], _ width: Int) -> [String] {
        guard width > 0 else { return requests }
        var rest = Array(requests.joined().utf8)[...]
        var packets: [String] = []
        while !rest.isEmpty {
            packets.append(String(decoding: rest.prefix(width), as: UTF8.self))
            rest = rest.dropFirst(width)
        }
        return packets
    }
}
