import ModelContextProtocol

/// The open sessions: who may use them, who does, and when they end by themselves.
///
/// It decides and remembers; whoever holds it closes what it gives back. Instants are times since one beginning.
struct SessionTable: Sendable {
    private struct Entry {
        let session: any TransportSession
        let principal: Principal
        /// Messages that belong to no request.
        let outbox: EventOutbox
        var uses = 0
        var isListening = false
        var lastUsed: Duration
    }

    private let limits: HTTPServerLimits
    private var entries: [SessionID: Entry] = [:]

    init(limits: HTTPServerLimits) {
        self.limits = limits
    }

    var count: Int { entries.count }

    func hasRoom() -> Bool { entries.count < limits.sessions }

    /// Adds a session that is in use; ``leave(_:at:)`` ends the use.
    mutating func insert(
        _ session: any TransportSession,
        of principal: Principal,
        outbox: EventOutbox,
        at now: Duration
    ) {
        entries[session.id] = Entry(session: session, principal: principal, outbox: outbox, uses: 1, lastUsed: now)
    }

    /// Begins a use of a session, which keeps it from ending by itself.
    mutating func enter(
        _ id: SessionID,
        as principal: Principal,
        at now: Duration
    ) throws(Refusal) -> any TransportSession {
        let entry = try entry(id, of: principal, at: now)
        entries[id]?.uses += 1
        return entry.session
    }

    mutating func leave(_ id: SessionID, at now: Duration) {
        entries[id]?.uses -= 1
        entries[id]?.lastUsed = now
    }

    /// Begins a session's one stream of messages that belong to no request; ``stopListening(_:at:)`` ends it.
    mutating func listen(_ id: SessionID, as principal: Principal, at now: Duration) throws(Refusal) -> EventOutbox {
        let entry = try entry(id, of: principal, at: now)
        guard !entry.isListening else { throw .alreadyListening }
        entries[id]?.isListening = true
        return entry.outbox
    }

    /// A session whose stream is open, and the stream's messages.
    func listened(
        _ id: SessionID,
        as principal: Principal,
        at now: Duration
    ) throws(Refusal) -> (any TransportSession, EventOutbox) {
        let entry = try entry(id, of: principal, at: now)
        guard entry.isListening else { throw .unknownSession }
        return (entry.session, entry.outbox)
    }

    mutating func stopListening(_ id: SessionID, at now: Duration) {
        entries[id]?.isListening = false
        entries[id]?.lastUsed = now
    }

    mutating func remove(
        _ id: SessionID,
        as principal: Principal,
        at now: Duration
    ) throws(Refusal) -> any TransportSession {
        let entry = try entry(id, of: principal, at: now)
        entries[id] = nil
        return entry.session
    }

    /// Removes a session whoever it belongs to.
    mutating func remove(_ id: SessionID) {
        entries[id] = nil
    }

    /// Removes the sessions that were unused for too long.
    mutating func removeExpired(at now: Duration) -> [any TransportSession] {
        let expired = entries.filter { isExpired($0.value, at: now) }
        for id in expired.keys { entries[id] = nil }
        return expired.values.map(\.session)
    }

    mutating func removeAll() -> [any TransportSession] {
        defer { entries = [:] }
        return entries.values.map(\.session)
    }

    var outboxes: [EventOutbox] { entries.values.map(\.outbox) }

    /// A session id is no credential: to anybody but its owner the session does not exist.
    private func entry(_ id: SessionID, of principal: Principal, at now: Duration) throws(Refusal) -> Entry {
        guard let entry = entries[id], entry.principal == principal, !isExpired(entry, at: now) else {
            throw .unknownSession
        }
        return entry
    }

    private func isExpired(_ entry: Entry, at now: Duration) -> Bool {
        entry.uses == 0 && !entry.isListening && now - entry.lastUsed >= limits.sessionIdle
    }
}
