import HTTPTypes
import HummingbirdCore
import Logging
import ModelContextProtocol
import NIOCore
import Synchronization

extension StreamableEndpoint {
    /// A message that was posted to a session.
    private struct Posting {
        var session: any TransportSession
        var message: ByteBuffer
        var isHandshake = false
    }

    /// What was posted, by the era of the protocol that it belongs to.
    private enum Accepted {
        case inSession(Posting)
        case stateless(StatelessPosting)
    }

    /// Takes one message and answers it, with plain JSON or a stream of events.
    ///
    /// A reply that nothing precedes is plain JSON; else the stream ends with it.
    /// A client that goes away does not cancel its call: only `notifications/cancelled` does.
    @concurrent
    func post(_ request: Request, as principal: Principal, _ writer: consuming ResponseWriter) async throws {
        if let refusal = refusal(of: request.head) { return try await writer.write(refusal, to: request.head) }
        if request.headers[.expect]?.lowercased() == "100-continue" {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        let posting: Posting
        switch try await accept(request, as: principal) {
        case .failure(let refusal): return try await writer.write(refusal, to: request.head)
        case .success(.inSession(let accepted)): posting = accepted
        case .success(.stateless(let message)): return try await postStateless(message, request, writer)
        }
        let session = posting.session
        defer { leave(session) }
        let outbox = EventOutbox(limits: limits)
        session.receive(posting.message, related: outbox.offer, reply: outbox.finish(with:))
        switch try await outbox.next() {
        case .reply(let reply?):
            try await writer.write(Self.status(of: reply), reply, fields: fields(of: posting))
        case .reply(nil), .keepAlive:
            try await writer.write(.accepted)
        case .message(let first):
            async let _: Void = keepAlive(outbox)
            var body = try await writer.writeEventStreamHead()
            try await body.write(ServerSentEvent.framing(first))
            try await Self.write(outbox, to: &body)
            try await body.finish(nil)
        }
    }

    /// Writes a stream's events up to its end.
    @concurrent
    static func write(_ outbox: EventOutbox, to body: inout some ResponseBodyWriter) async throws {
        while true {
            switch try await outbox.next() {
            case .message(let message): try await body.write(ServerSentEvent.framing(message))
            case .keepAlive: try await body.write(ServerSentEvent.keepAlive)
            case .reply(let reply):
                if let reply { try await body.write(ServerSentEvent.framing(reply)) }
                if outbox.droppedMessages > 0 {
                    let metadata: Logger.Metadata = ["mcp.dropped": "\(outbox.droppedMessages)"]
                    Logger.current.warning("a slow reader missed messages", metadata: metadata)
                }
                return
            }
        }
    }

    /// What is wrong with a request before its body is read.
    private func refusal(of head: HTTPRequest) -> Refusal? {
        let fields = head.headerFields
        let accepted = AcceptedTypes(fields[.accept])
        guard accepted.json, accepted.eventStream else { return .postNotAcceptable }
        guard AcceptedTypes.isJSON(fields[.contentType]) else { return .unsupportedMediaType }
        guard announcedLength(of: head) <= limits.bodyBytes else { return .tooLarge(limit: limits.bodyBytes) }
        // Without a handshake there is no session either, and a stray one means nothing.
        if let version = fields[.mcpProtocolVersion], StatelessVersion(rawValue: version) != nil { return nil }
        do {
            try checkVersion(head)
            return nil
        } catch {
            return error
        }
    }

    func announcedLength(of head: HTTPRequest) -> Int {
        head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
    }

    @concurrent
    private func accept(_ request: Request, as principal: Principal) async throws -> Result<Accepted, Refusal> {
        do {
            let message = try await message(of: request)
            if let posting = try StatelessPosting(message, request.head) { return .success(.stateless(posting)) }
            return .success(.inSession(try address(message, request.head, as: principal)))
        } catch let refusal as Refusal {
            return .failure(refusal)
        }
    }

    /// Finds the session that a message is for; `initialize` without one begins one.
    private func address(
        _ message: ByteBuffer,
        _ head: HTTPRequest,
        as principal: Principal
    ) throws(Refusal) -> Posting {
        if head.headerFields[.mcpSessionID] != nil {
            let id = try sessionID(head)
            let session = try table { table, now throws(Refusal) in try table.enter(id, as: principal, at: now) }
            return Posting(session: session, message: message)
        }
        guard let envelope = try? Envelope(of: message) else { throw .unreadable(message) }
        guard envelope.kind != .invalid else { throw .notAMessage }
        guard envelope.kind == .request, envelope.knownMethod == .initialize else { throw .noSession }
        return Posting(session: try begin(as: principal), message: message, isHandshake: true)
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

    private func fields(of posting: Posting) -> HTTPFields {
        guard posting.isHandshake, posting.session.negotiatedVersion != nil else { return [:] }
        return [.mcpSessionID: posting.session.id.text]
    }

    /// 400 if not even the message's id could be read, else 200: other errors of JSON-RPC are none of HTTP.
    static func status(of reply: ByteBuffer) -> HTTPResponse.Status {
        let unreadable: StaticString = #"{"jsonrpc":"2.0","error""#
        let length = unreadable.utf8CodeUnitCount
        return reply.readableBytes >= length && reply.equals(0..<length, unreadable) ? .badRequest : .ok
    }

    /// Collects the body; one that comes in one piece, as nearly all do, is not copied.
    func message(of request: Request) async throws -> ByteBuffer {
        let announced = announcedLength(of: request.head)
        var message = ByteBuffer()
        for try await part in request.body {
            guard message.readableBytes + part.readableBytes <= limits.bodyBytes else {
                throw Refusal.tooLarge(limit: limits.bodyBytes)
            }
            if message.readableBytes == 0, part.readableBytes >= announced {
                message = part
            } else {
                message.reserveCapacity(announced)
                message.writeImmutableBuffer(part)
            }
        }
        return message
    }
}
