import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@testable import GatewayRuntime

/// Streams that clients lose and come back to (specification 2025-11-25, basic/transports, resumability).
@Suite struct ResumptionTests {
    private static let progress = #"{"jsonrpc":"2.0","method":"notifications/progress"}"#
    private static let reply = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

    private static func event(_ message: String, _ id: String) -> String {
        "id: \(id)\nevent: message\ndata: \(message)"
    }

    /// A server whose calls report progress twice and are then answered when the test says so.
    private static func lend(
        limits: HTTPServerLimits = HTTPServerLimits(),
        _ body: @Sendable (TestServer, ScriptedSessions, HeldReply) async throws -> Void
    ) async throws {
        let held = HeldReply()
        let sessions = ScriptedSessions { _, related, reply in
            for _ in 0..<2 { related(ByteBuffer(string: progress)) }
            held.hold(reply)
        }
        try await TestServer.lend(sessions: sessions, limits: limits) { try await body($0, sessions, held) }
    }

    /// Begins a call and leaves after the first progress.
    private static func loseCall(_ server: TestServer, _ id: String) async throws {
        try await HTTPConnection.lend(port: server.port) { connection in
            _ = try await connection.open(.POST, "/mcp", server.headers(["Mcp-Session-Id": id]), TestServer.call)
            #expect(try await connection.event() == "id: 2-0\ndata:")
            #expect(try await connection.event() == event(progress, "2-1"))
        }
    }

    /// Asks for what came after an event until the server has noticed that nobody reads it any more.
    private static func events(_ server: TestServer, _ session: String, after event: String) async throws -> [String] {
        let headers = server.headers(["Mcp-Session-Id": session, "Last-Event-ID": event])
        return try await HTTPConnection.lend(port: server.port) { connection in
            while try await connection.open(.GET, "/mcp", headers).status != .ok { _ = try await connection.rest() }
            var events: [String] = []
            while let event = try await connection.event() { events.append(event) }
            return events
        }
    }

    @Test func aCallWhoseStreamWasLostIsReadToItsEnd() async throws {
        try await Self.lend { server, sessions, held in
            let id = try await server.initialize()
            try await Self.loseCall(server, id)
            try held.answer(ByteBuffer(string: Self.reply))
            let rest = [Self.event(Self.progress, "2-2"), Self.event(Self.reply, "2-3")]
            #expect(try await Self.events(server, id, after: "2-1") == rest)
            #expect(try await Self.events(server, id, after: "2-2") == [rest[1]], "also what was read once already")
            #expect(sessions.all[0].received.count == 2, "no cancellation was sent")
        }
    }

    @Test func theRestComesAsItHappens() async throws {
        try await Self.lend { server, _, held in
            let id = try await server.initialize()
            try await Self.loseCall(server, id)
            let headers = server.headers(["Mcp-Session-Id": id, "Last-Event-ID": "2-2"])
            try await HTTPConnection.lend(port: server.port) { connection in
                while try await connection.open(.GET, "/mcp", headers).status != .ok { _ = try await connection.rest() }
                try held.answer(ByteBuffer(string: Self.reply))
                #expect(try await connection.event() == Self.event(Self.reply, "2-3"))
                #expect(try await connection.event() == nil)
            }
        }
    }

    @Test func nobodyElseReadsAStream() async throws {
        try await Self.lend { server, _, held in
            let (id, other) = (try await server.initialize(), try await server.initialize())
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.POST, "/mcp", server.headers(["Mcp-Session-Id": id]), TestServer.call)
                _ = try await connection.event()
            }
            try held.answer(ByteBuffer(string: Self.reply))
            try await server.expect(400, .GET, "/mcp", ["Mcp-Session-Id": other, "Last-Event-ID": "3-0"])
            #expect(try await Self.events(server, id, after: "3-2") == [Self.event(Self.reply, "3-3")])
        }
    }

    @Test(arguments: ["99-1", "x", "1-", "-1", "1-2-3", "18446744073709551616-1", "1--1"])
    func anEventThatIsNotKeptIsABadRequest(event: String) async throws {
        try await TestServer.lend { server in
            let id = try await server.initialize()
            try await server.expect(400, .GET, "/mcp", ["Mcp-Session-Id": id, "Last-Event-ID": event])
        }
    }

    @Test func theStreamOfASessionGoesOnWhereItWasLost() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.GET, "/mcp", server.headers(["Mcp-Session-Id": id]))
                sessions.all[0].say(#"{"number":1}"#)
                #expect(try await connection.event() == Self.event(#"{"number":1}"#, "0-1"))
                sessions.all[0].say(#"{"number":2}"#)
                #expect(try await connection.event() == Self.event(#"{"number":2}"#, "0-2"))
            }
            sessions.all[0].say(#"{"number":3}"#)
            let headers = server.headers(["Mcp-Session-Id": id, "Last-Event-ID": "0-1"])
            try await HTTPConnection.lend(port: server.port) { connection in
                while try await connection.open(.GET, "/mcp", headers).status != .ok { _ = try await connection.rest() }
                #expect(try await connection.event() == Self.event(#"{"number":2}"#, "0-2"))
                #expect(try await connection.event() == Self.event(#"{"number":3}"#, "0-3"))
            }
        }
    }

    @Test func streamsBeyondTheLimitAreForgottenOldestFirst() {
        var limits = HTTPServerLimits()
        (limits.keptStreams, limits.keptBytes) = (2, 10)
        var streams = ResumableStreams(limits: limits)
        let session = SessionID(received: "one")
        func rest(_ text: String, at second: Int) -> EventID.Stream {
            let stream = streams.makeStream()
            let outbox = EventOutbox(limits: limits, stream: stream)
            streams.insert(outbox, stream, of: session, at: .seconds(second))
            outbox.offer(ByteBuffer(string: text))
            _ = outbox.next()
            streams.rest(stream, at: .seconds(second))
            return stream
        }
        let kept = [rest("1", at: 1), rest("2", at: 2), rest("3", at: 3)]
        #expect(streams.resume(EventID(stream: kept[0], number: 0), of: session) == nil)
        #expect(streams.resume(EventID(stream: kept[1], number: 0), of: session) != nil)
        let large = rest("123456789012", at: 4)
        #expect(streams.count == 1, "what is being read stays, whatever comes")
        #expect(streams.resume(EventID(stream: large, number: 0), of: session) == nil)
        streams.rest(kept[1], at: .seconds(5))
        streams.removeExpired(at: .seconds(5) + limits.keptTime)
        #expect(streams.count == 0)
    }
}
