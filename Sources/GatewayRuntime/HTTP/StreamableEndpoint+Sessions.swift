import Synchronization

extension StreamableEndpoint {
    /// Begins a session, which is in use until ``SessionTable/leave(_:at:)``.
    func begin(as principal: Principal, isNumbered: Bool = true) throws(Refusal) -> any TransportSession {
        if !sessions.withLock({ $0.hasRoom() }) { closeExpiredSessions() }
        // The room is checked again when the session is added: others come at the same time.
        guard sessions.withLock({ $0.hasRoom() }) else { throw .tooManySessions }
        let session = openSession()
        let outbox = EventOutbox(limits: limits, stream: isNumbered ? 0 : nil)
        let now = time.elapsed()
        let isAdded = sessions.withLock { table in
            guard table.hasRoom() else { return false }
            table.insert(session, of: principal, outbox: outbox, at: now)
            return true
        }
        guard isAdded else {
            session.close()
            throw .tooManySessions
        }
        openedContinuation.yield((session, outbox))
        return session
    }

    func closeExpiredSessions() {
        let now = time.elapsed()
        for session in sessions.withLock({ $0.removeExpired(at: now) }) {
            resumption.withLock { $0.removeAll(of: session.id) }
            session.close()
        }
        resumption.withLock { $0.removeExpired(at: now) }
    }

    func closeAllSessions() {
        for session in sessions.withLock({ $0.removeAll() }) { session.close() }
    }

    /// Ends every stream that clients only listen on.
    func endListening() {
        for outbox in sessions.withLock({ $0.outboxes }) { outbox.finish(with: nil) }
    }

    /// Closes unused sessions, until it is cancelled.
    func sweep() async {
        while (try? await time.clock.sleep(for: limits.sweepInterval)) != nil { closeExpiredSessions() }
    }

    /// Carries what sessions say unasked to where their streams take it, until it is cancelled.
    func forwardUnsolicited() async {
        await withDiscardingTaskGroup { group in
            for await (session, outbox) in opened {
                group.addTask {
                    for await message in session.unsolicited { outbox.offer(message) }
                    outbox.finish(with: nil)
                }
            }
            group.cancelAll()
        }
    }
}
