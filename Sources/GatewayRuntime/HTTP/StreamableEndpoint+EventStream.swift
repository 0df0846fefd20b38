import HTTPTypes
import HummingbirdCore
import ModelContextProtocol
import NIOCore
import Synchronization

/// The transport of the oldest revision (specification 2024-11-05, basic/transports): one stream carries everything to
/// the client, which posts its messages to a place of their own.
extension StreamableEndpoint {
    static let eventStreamPath = "/sse"
    static let messagesPath = "/messages"
    private static let sessionKey = "sessionId="

    /// Opens a session whose life is that of the stream.
    @concurrent
    func openEventStream(
        _ request: Request,
        as principal: Principal,
        _ writer: consuming ResponseWriter
    ) async throws {
        let begun = Result { () throws(Refusal) in try beginEventStream(request.head, as: principal) }
        let session: any TransportSession
        let outbox: EventOutbox
        switch begun {
        case .failure(let refusal): return try await writer.write(refusal, to: request.head)
        case .success(let (begun, stream)): (session, outbox) = (begun, stream)
        }
        defer {
            sessions.withLock { $0.remove(session.id) }
            session.close()
        }
        var body = try await writer.writeEventStreamHead()
        let place = "\(Self.messagesPath)?\(Self.sessionKey)\(session.id.text)"
        try await body.write(ByteBuffer(string: "event: endpoint\ndata: \(place)\n\n"))
        try await request.body.consumeWithCancellationOnInboundClose { _ in
            async let _: Void = keepAlive(outbox)
            try await Self.write(outbox, to: &body)
        }
        try await body.finish(nil)
    }

    private func beginEventStream(
        _ head: HTTPRequest,
        as principal: Principal
    ) throws(Refusal) -> (any TransportSession, EventOutbox) {
        guard AcceptedTypes(head.headerFields[.accept] ?? "").eventStream else { throw .listenNotAcceptable }
        let session = try begin(as: principal)
        let outbox = try table { table, now throws(Refusal) in try table.listen(session.id, as: principal, at: now) }
        return (session, outbox)
    }

    /// Takes one message of such a session; its reply goes to the stream.
    @concurrent
    func postToEventStream(
        _ request: Request,
        as principal: Principal,
        _ writer: consuming ResponseWriter
    ) async throws {
        let refusal = await takeFromEventStream(request, as: principal)
        guard let refusal else { return try await writer.write(.accepted) }
        try await writer.write(refusal, to: request.head)
    }

    @concurrent
    private func takeFromEventStream(_ request: Request, as principal: Principal) async -> Refusal? {
        do {
            let (session, outbox) = try eventStream(of: request.head, as: principal)
            let message = try await message(of: request)
            session.receive(message, related: outbox.offer) { reply in
                if let reply { outbox.offer(reply) }
                // A reply that was dropped would be waited for without end.
                if outbox.droppedMessages > 0 { outbox.finish(with: nil) }
            }
            return nil
        } catch {
            return error as? Refusal ?? .unreadable(ByteBuffer())
        }
    }

    private func eventStream(
        of head: HTTPRequest,
        as principal: Principal
    ) throws(Refusal) -> (any TransportSession, EventOutbox) {
        guard AcceptedTypes.isJSON(head.headerFields[.contentType]) else { throw .unsupportedMediaType }
        guard announcedLength(of: head) <= limits.bodyBytes else { throw .tooLarge(limit: limits.bodyBytes) }
        let query = head.path?.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        let id = query.split(separator: "&").first { $0.hasPrefix(Self.sessionKey) }?.dropFirst(Self.sessionKey.count)
        guard let id else { throw .noSession }
        return try table { table, now throws(Refusal) in
            try table.listened(SessionID(received: String(id)), as: principal, at: now)
        }
    }
}
