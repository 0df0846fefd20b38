import HTTPTypes
import HummingbirdCore
import ModelContextProtocol
import NIOCore
import Synchronization

extension StreamableEndpoint {
    /// Opens the stream of messages that belong to no request; it ends with the session, the client or the server.
    ///
    /// There is no resumption: a stream that names a `Last-Event-ID` goes on with what happens from now.
    @concurrent
    func listen(_ request: Request, as principal: Principal, _ writer: consuming ResponseWriter) async throws {
        let outbox: EventOutbox
        let id: SessionID
        switch Result(catching: { () throws(Refusal) in try beginListening(request.head, as: principal) }) {
        case .failure(let refusal): return try await writer.write(refusal, to: request.head)
        case .success(let begun): (id, outbox) = begun
        }
        defer { endListening(to: id) }
        var body = try await writer.writeEventStreamHead()
        try await request.body.consumeWithCancellationOnInboundClose { _ in
            async let _: Void = keepAlive(outbox)
            try await Self.write(outbox, to: &body)
        }
        try await body.finish(nil)
    }

    private func beginListening(
        _ head: HTTPRequest,
        as principal: Principal
    ) throws(Refusal) -> (SessionID, EventOutbox) {
        guard AcceptedTypes(head.headerFields[.accept] ?? "").eventStream else { throw .listenNotAcceptable }
        let id = try sessionID(head)
        let outbox = try table { table, now throws(Refusal) in try table.listen(id, as: principal, at: now) }
        return (id, outbox)
    }

    private func endListening(to id: SessionID) {
        let now = time.elapsed()
        sessions.withLock { $0.stopListening(id, at: now) }
    }

    /// Lets a stream's reader know now and then that nothing has happened, until it is cancelled.
    func keepAlive(_ outbox: EventOutbox) async {
        while (try? await time.clock.sleep(for: limits.keepAlive)) != nil { outbox.keepAlive() }
    }
}
