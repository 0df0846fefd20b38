import Testing

@testable import GatewayRuntime

@Suite struct SessionTableTests {
    private static let owner = Principal(digest: [1])
    private static let other = Principal(digest: [2])
    private static let idle = HTTPServerLimits().sessionIdle

    /// A table with one session that is not in use since the beginning.
    private static func makeTable() -> (SessionTable, ScriptedSession) {
        var table = SessionTable(limits: HTTPServerLimits())
        let session = ScriptedSession(id: "one", script: ScriptedSessions.echo)
        table.insert(session, of: owner, outbox: EventOutbox(limits: HTTPServerLimits()), at: .zero)
        table.leave(session.id, at: .zero)
        return (table, session)
    }

    @Test func aSessionExistsForItsOwnerOnly() throws {
        var (table, session) = Self.makeTable()
        let now = Duration.zero
        #expect(throws: Refusal.self) { try table.enter(session.id, as: Self.other, at: now) }
        #expect(throws: Refusal.self) { try table.listen(session.id, as: Self.other, at: now) }
        #expect(throws: Refusal.self) { try table.remove(session.id, as: Self.other, at: now) }
        #expect(try table.enter(session.id, as: Self.owner, at: now).id == session.id)
    }

    @Test func anUnusedSessionExpires() throws {
        var (table, session) = Self.makeTable()
        let almost = Self.idle - .nanoseconds(1)
        #expect(table.removeExpired(at: almost).isEmpty)
        _ = try table.enter(session.id, as: Self.owner, at: almost)
        table.leave(session.id, at: almost)
        #expect(table.removeExpired(at: Self.idle).isEmpty, "a use begins the time anew")
        let late = almost + Self.idle
        #expect(throws: Refusal.self) { try table.enter(session.id, as: Self.owner, at: late) }
        #expect(table.removeExpired(at: late).map(\.id) == [session.id])
        #expect(table.count == 0)
    }

    @Test func aSessionInUseDoesNotExpire() throws {
        var (table, session) = Self.makeTable()
        _ = try table.enter(session.id, as: Self.owner, at: .zero)
        _ = try table.enter(session.id, as: Self.owner, at: .zero)
        table.leave(session.id, at: .zero)
        #expect(table.removeExpired(at: Self.idle * 2).isEmpty)
        table.leave(session.id, at: Self.idle * 2)
        #expect(table.removeExpired(at: Self.idle * 3).count == 1)
    }

    @Test func aSessionWithAnOpenStreamDoesNotExpire() throws {
        var (table, session) = Self.makeTable()
        _ = try table.listen(session.id, as: Self.owner, at: .zero)
        #expect(table.removeExpired(at: Self.idle * 2).isEmpty)
        #expect(throws: Refusal.self) { try table.listen(session.id, as: Self.owner, at: .zero) }
        table.stopListening(session.id, at: Self.idle * 2)
        _ = try table.listen(session.id, as: Self.owner, at: Self.idle * 2)
    }

    @Test func aFullTableHasNoRoom() {
        var limits = HTTPServerLimits()
        limits.sessions = 2
        var table = SessionTable(limits: limits)
        for number in 0..<2 {
            #expect(table.hasRoom())
            let session = ScriptedSession(id: "\(number)", script: ScriptedSessions.echo)
            table.insert(session, of: Self.owner, outbox: EventOutbox(limits: limits), at: .zero)
        }
        #expect(!table.hasRoom())
        table.remove(table.removeAll()[0].id)
        #expect(table.hasRoom())
    }
}
