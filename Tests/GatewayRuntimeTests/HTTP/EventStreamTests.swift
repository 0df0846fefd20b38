import GatewayRuntime
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

@Suite struct EventStreamTests {
    private static let progress = #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}}"#
    private static let change = #"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#
    private static let reply = ByteBuffer(string: #"{"jsonrpc":"2.0","id":1,"result":{}}"#)

    private static func event(_ message: String, _ id: String) -> String {
        "id: \(id)\nevent: message\ndata: \(message)"
    }

    @Test func whatBelongsToACallComesAsItHappensAndTheReplyEndsTheStream() async throws {
        let held = HeldReply()
        let sessions = ScriptedSessions { _, related, reply in
            related(ByteBuffer(string: Self.progress))
            held.hold(reply)
        }
        try await TestServer.lend(sessions: sessions) { server in
            let headers = server.headers(["Mcp-Session-Id": try await server.initialize()])
            try await HTTPConnection.lend(port: server.port) { connection in
                let head = try await connection.open(.POST, "/mcp", headers, TestServer.call)
                #expect(head.status == .ok)
                #expect(head.headers["Content-Type"] == ["text/event-stream"])
                #expect(head.headers["Cache-Control"] == ["no-cache, no-transform"])
                #expect(head.headers["X-Accel-Buffering"] == ["no"])
                #expect(try await connection.event() == "id: 2-0\ndata:", "a name for the stream comes first")
                #expect(try await connection.event() == Self.event(Self.progress, "2-1"))
                try held.answer(Self.reply)
                #expect(try await connection.event() == Self.event(String(buffer: Self.reply), "2-2"))
                #expect(try await connection.event() == nil)
                let next = try await connection.send(.GET, "/health", [server.host])
                #expect(next.status == 200)
            }
        }
    }

    @Test func aClientThatLeavesDoesNotEndItsCall() async throws {
        let held = HeldReply()
        let sessions = ScriptedSessions { _, related, reply in
            related(ByteBuffer(string: Self.progress))
            held.hold(reply)
        }
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            let headers = server.headers(["Mcp-Session-Id": id])
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.POST, "/mcp", headers, TestServer.call)
            }
            await held.waitForCall()
            #expect(!sessions.all[0].isClosed)
            #expect(sessions.all[0].received.count == 2, "no cancellation was sent")
            try held.answer(Self.reply)
            try await server.expect(202, .POST, "/mcp", ["Mcp-Session-Id": id], Self.change)
        }
    }

    @Test func theStreamCarriesWhatBelongsToNoRequest() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let (one, two) = (try await server.initialize(), try await server.initialize())
            try await HTTPConnection.lend(port: server.port) { connection in
                let head = try await connection.open(.GET, "/mcp", server.headers(["Mcp-Session-Id": one]))
                #expect(head.status == .ok && head.headers["Content-Type"] == ["text/event-stream"])
                sessions.all[1].say(#"{"for":"the other"}"#)
                sessions.all[0].say(Self.change)
                #expect(try await connection.event() == Self.event(Self.change, "0-1"))
                sessions.all[0].close()
                #expect(try await connection.event() == nil)
            }
            _ = two
        }
    }

    @Test func aSecondStreamOfASessionIsAConflictUntilTheFirstHasEnded() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let headers = server.headers(["Mcp-Session-Id": try await server.initialize()])
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.GET, "/mcp", headers)
                let second = try await HTTPConnection.lend(port: server.port) {
                    try await $0.send(.GET, "/mcp", headers)
                }
                #expect(second.status == 409)
            }
            // The server notices by itself that the first client left: asking again succeeds after a while.
            try await HTTPConnection.lend(port: server.port) { connection in
                while try await connection.open(.GET, "/mcp", headers).status == .conflict {
                    _ = try await connection.rest()
                }
                sessions.all[0].say(Self.change)
                #expect(try await connection.event() == Self.event(Self.change, "0-1"))
            }
        }
    }

    @Test func aStreamOnWhichNothingHappensIsKeptAlive() async throws {
        let clock = SteppedClock()
        try await TestServer.lend(clock: clock) { server in
            let headers = server.headers(["Mcp-Session-Id": try await server.initialize()])
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.GET, "/mcp", headers)
                let (ticking, ended) = (Signal(), Signal())
                async let ticks: Void = {
                    // The stream's own wait begins some time after its head was sent.
                    while !ended.hasFired {
                        clock.advance(by: HTTPServerLimits().keepAlive)
                        ticking.fire()
                        await Task.yield()
                    }
                }()
                #expect(try await connection.event() == ": keep-alive")
                ended.fire()
                await ticks
            }
        }
    }

    @Test(arguments: ["application/json", "", "text/html"])
    func aStreamMustBeAccepted(accept: String) async throws {
        try await TestServer.lend { server in
            let changes = ["Mcp-Session-Id": try await server.initialize(), "Accept": accept]
            try await server.expect(406, .GET, "/mcp", changes)
        }
    }

    @Test func shutdownEndsOpenStreams() async throws {
        let sessions = ScriptedSessions()
        try await TestServer.lend(sessions: sessions) { server in
            let headers = server.headers(["Mcp-Session-Id": try await server.initialize()])
            try await HTTPConnection.lend(port: server.port) { connection in
                _ = try await connection.open(.GET, "/mcp", headers)
                await server.shutdown()
                #expect(try await connection.event() == nil)
            }
        }
        #expect(sessions.all.map(\.isClosed) == [true])
    }

    @Test func shutdownGivesCallsInFlightTheTimeToEnd() async throws {
        let held = HeldReply()
        let sessions = ScriptedSessions { _, _, reply in
            held.hold(reply)
        }
        try await TestServer.lend(sessions: sessions) { server in
            let id = try await server.initialize()
            async let response = server.send(.POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            await held.waitForCall()
            await server.shutdown()
            #expect(!sessions.all[0].isClosed)
            try held.answer(Self.reply)
            let body = try await response.body
            #expect(body == String(buffer: Self.reply))
        }
    }

    @Test func shutdownClosesSessionsWhoseCallsGoOnForTooLong() async throws {
        let clock = SteppedClock()
        let held = HeldReply()
        let sessions = ScriptedSessions { _, _, reply in
            held.hold(reply)
        }
        try await TestServer.lend(sessions: sessions, clock: clock) { server in
            let id = try await server.initialize()
            async let response = server.send(.POST, "/mcp", ["Mcp-Session-Id": id], TestServer.call)
            await held.waitForCall()
            await server.shutdown()
            while !sessions.all[0].isClosed {
                clock.advance(by: HTTPServerLimits().drain)
                await Task.yield()
            }
            // A call that takes long has become a stream of events.
            let (status, body) = try await (response.status, response.body)
            #expect(status == 202 || status == 200 && !body.contains("result"))
        }
    }
}
