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
        let place = try place(of: id, as: principal, at: now)
        entries.values[place].uses += 1
        return entries.values[place].session
    }

    mutating func leave(_ id: SessionID, at now: Duration) {
        guard let place = entries.index(forKey: id) else { return }
        entries.values[place].uses -= 1
        entries.values[place].lastUsed = now
    }

    /// Begins a session's one stream of messages that belong to no request; ``stopListening(_:at:)`` ends it.
    mutating func listen(_ id: SessionID, as principal: Principal, at now: Duration) throws(Refusal) -> EventOutbox {
        let place = try place(of: id, as: principal, at: now)
        guard !entries.values[place].isListening else { throw .alreadyListening }
        entries.values[place].isListening = true
        return entries.values[place].outbox
    }

    /// A session whose stream is open, and the stream's messages.
    func listened(
        _ id: SessionID,
        as principal: Principal,
        at now: Duration
    ) throws(Refusal) -> (any TransportSession, EventOutbox) {
        let entry = entries.values[try place(of: id, as: principal, at: now)]
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
        entries.remove(at: try place(of: id, as: principal, at: now)).value.session
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
    private func place(
        of id: SessionID,
        as principal: Principal,
        at now: Duration
    ) throws(Refusal) -> Dictionary<SessionID, Entry>.Index {
        guard let place = entries.index(forKey: id) else { throw .unknownSession }
        let entry = entries.values[place]
        guard entry.principal == principal, !isExpired(entry, at: now) else { throw .unknownSession }
        return place
    }

    private func isExpired(_ entry: Entry, at now: Duration) -> Bool {
        entry.uses == 0 && !entry.isListening && now - entry.lastUsed >= limits.sessionIdle
    }
}
