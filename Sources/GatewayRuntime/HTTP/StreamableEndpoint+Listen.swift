import NIOCore
import Synchronization

extension StreamableEndpoint {
    /// Opens the stream of messages that belong to no request, which ends with the session, the client or the server;
    /// or takes up again the stream that a client has lost, behind the event that it names (specification 2025-11-25,
    /// basic/transports, resumability).
    func listen(_ head: RequestHead, as principal: Principal) throws(Refusal) -> Reaction {
        guard AcceptedTypes(head.accept ?? "").eventStream else { throw .listenNotAcceptable }
        let session = try sessionID(head)
        let event = try lastEvent(head)
        if let event, event.stream != 0 { return try resume(event, of: session, as: principal) }
        let outbox = try table { table, now throws(Refusal) in try table.listen(session, as: principal, at: now) }
        if let event { outbox.rewind(to: event.number) }
        return .exchange(Exchange(purpose: .listen(session), outbox: outbox))
    }

    private func lastEvent(_ head: RequestHead) throws(Refusal) -> EventID? {
        guard let text = head.lastEventID, !text.isEmpty else { return nil }
        guard let event = EventID(received: text) else { throw .unknownEvent }
        return event
    }

    private func resume(_ event: EventID, of id: SessionID, as principal: Principal) throws(Refusal) -> Reaction {
        // The session is in use for as long as the rest of the stream is read.
        _ = try table { table, now throws(Refusal) in try table.enter(id, as: principal, at: now) }
        guard let outbox = resumption.withLock({ $0.resume(event, of: id) }) else {
            let now = time.elapsed()
            sessions.withLock { $0.leave(id, at: now) }
            throw .unknownEvent
        }
        return .exchange(Exchange(purpose: .resumed(id), outbox: outbox))
    }
}
