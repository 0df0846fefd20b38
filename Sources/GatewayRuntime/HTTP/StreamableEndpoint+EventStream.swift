import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

/// The transport of the oldest revision (specification 2024-11-05, basic/transports): one stream carries everything to
/// the client, which posts its messages to a place of their own.
extension StreamableEndpoint {
    static let eventStreamPath = "/sse"
    static let messagesPath = "/messages"
    static let sessionKey = "sessionId="

    /// What a request asks for; nil for one to another path.
    func eventStreamRoute(_ head: RequestHead, as principal: Principal) throws(Refusal) -> Route? {
        switch head.path {
        case Self.eventStreamPath:
            guard head.method == .GET else { throw .method(otherThan: "GET") }
            return .openEventStream(head, principal)
        case Self.messagesPath:
            guard head.method == .POST else { throw .method(otherThan: "POST") }
            try checkMessage(head)
            return .postToEventStream(head, principal)
        default: return nil
        }
    }

    /// Opens a session whose life is that of the stream.
    func openEventStream(_ head: RequestHead, as principal: Principal) throws(Refusal) -> Reaction {
        guard AcceptedTypes(head.accept ?? "").eventStream else { throw .listenNotAcceptable }
        let session = try begin(as: principal, isNumbered: false)
        let outbox = try table { table, now throws(Refusal) in try table.listen(session.id, as: principal, at: now) }
        return .exchange(Exchange(purpose: .oldest(session), outbox: outbox))
    }

    /// Takes one message of such a session; its reply goes to the stream.
    func postToEventStream(
        _ message: ByteBuffer,
        _ head: RequestHead,
        as principal: Principal
    ) throws(Refusal) -> Reaction {
        let (session, outbox) = try eventStream(of: head, as: principal)
        session.receive(message, related: outbox.offer) { reply in
            if let reply { outbox.offer(reply) }
            // A reply that was dropped would be waited for without end.
            if outbox.droppedMessages > 0 { outbox.finish(with: nil) }
        }
        return .answer(.accepted)
    }

    private func eventStream(
        of head: RequestHead,
        as principal: Principal
    ) throws(Refusal) -> (any TransportSession, EventOutbox) {
        let id = head.query.split(separator: "&").first { $0.hasPrefix(Self.sessionKey) }?
            .dropFirst(Self.sessionKey.count)
        guard let id else { throw .noSession }
        return try table { table, now throws(Refusal) in
            try table.listened(SessionID(received: String(id)), as: principal, at: now)
        }
    }
}
