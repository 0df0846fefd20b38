import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

extension StreamableEndpoint {
    /// Begins the work on a request whose answer is read from its outbox from now on.
    func start(_ exchange: Exchange) {
        guard let message = exchange.message else { return }
        switch exchange.purpose {
        case .post(let session, _), .stateless(let session):
            session.receive(message, related: exchange.outbox.offer, reply: exchange.outbox.finish(with:))
        case .listen, .resumed, .oldest: break
        }
    }

    /// The whole answer to a request that nothing preceded.
    func answer(to exchange: Exchange, _ reply: ByteBuffer?) -> Answer {
        guard let reply else { return .accepted }
        switch exchange.purpose {
        case .post(let session, let isHandshake):
            guard isHandshake, session.negotiatedVersion != nil else { return Answer(Self.status(of: reply), reply) }
            return Answer(Self.status(of: reply), reply, fields: ["Mcp-Session-Id": session.id.text])
        case .stateless: return Answer(Self.statelessStatus(of: reply), reply)
        case .listen, .resumed, .oldest: return Answer(.ok, reply)
        }
    }

    /// The event that an answer begins with when it becomes a stream.
    func opening(of exchange: Exchange) -> ByteBuffer? {
        switch exchange.purpose {
        case .post(let session, _):
            guard let stream = exchange.outbox.stream else { return nil }
            resumption.withLock { $0.insert(exchange.outbox, stream, of: session.id, at: time.elapsed()) }
            // Clients of older revisions take an event without data for a broken message.
            guard let version = session.negotiatedVersion, version >= .v2025_11_25 else { return nil }
            return ServerSentEvent.opening(EventID(stream: stream, number: 0))
        case .oldest(let session):
            let place = "\(Self.messagesPath)?\(Self.sessionKey)\(session.id.text)"
            return ByteBuffer(string: "event: endpoint\ndata: \(place)\n\n")
        case .stateless, .listen, .resumed: return nil
        }
    }

    /// Ends an exchange: it was answered, or the connection was lost on the way.
    func ended(_ exchange: Exchange, isComplete: Bool) {
        switch exchange.purpose {
        case .post(let session, _): leave(session)
        case .stateless(let session): session.close()
        case .listen(let id):
            let now = time.elapsed()
            sessions.withLock { $0.stopListening(id, at: now) }
        case .resumed(let id):
            let now = time.elapsed()
            sessions.withLock { $0.leave(id, at: now) }
        case .oldest(let session):
            sessions.withLock { $0.remove(session.id) }
            session.close()
        }
        guard let stream = exchange.outbox.stream, stream != 0 else { return }
        resumption.withLock { $0.rest(stream, at: time.elapsed()) }
    }

    /// Ends a session's use; one whose handshake failed ends with it, for its client never learns of it.
    private func leave(_ session: any TransportSession) {
        let now = time.elapsed()
        let isUsable = session.negotiatedVersion != nil
        sessions.withLock { table in
            if isUsable { table.leave(session.id, at: now) } else { table.remove(session.id) }
        }
        if !isUsable { session.close() }
    }
}
