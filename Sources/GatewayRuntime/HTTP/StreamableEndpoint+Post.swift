import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

extension StreamableEndpoint {
    /// What is wrong with a posted message before its body is read.
    func checkPost(_ head: RequestHead) throws(Refusal) {
        let accepted = AcceptedTypes(head.accept)
        guard accepted.json, accepted.eventStream else { throw .postNotAcceptable }
        try checkMessage(head)
        // Without a handshake there is no session either, and a stray one means nothing.
        if let version = head.mcpProtocolVersion, StatelessVersion(rawValue: version) != nil { return }
        try checkVersion(head)
    }

    /// Takes one message, which is answered with plain JSON or a stream of events.
    ///
    /// A reply that nothing precedes is plain JSON, unless it takes long; else the stream ends with it. A client that
    /// goes away does not cancel its call, and may come back for the rest of the stream; without a session it does
    /// (specification 2026-07-28, basic/transports).
    func post(_ message: ByteBuffer, _ head: RequestHead, as principal: Principal) throws(Refusal) -> Reaction {
        if let posting = try StatelessPosting(message, head) {
            let session = openSession()
            do {
                try posting.check(head, in: session)
            } catch {
                session.close()
                throw error
            }
            let outbox = EventOutbox(limits: limits)
            return .exchange(Exchange(purpose: .stateless(session), outbox: outbox, message: posting.message))
        }
        let purpose = try address(message, head, as: principal)
        let outbox = EventOutbox(limits: limits, stream: resumption.withLock { $0.makeStream() })
        return .exchange(Exchange(purpose: purpose, outbox: outbox, message: message))
    }

    /// Finds the session that a message is for; `initialize` without one begins one.
    private func address(
        _ message: ByteBuffer,
        _ head: RequestHead,
        as principal: Principal
    ) throws(Refusal) -> Exchange.Purpose {
        if head.mcpSessionID != nil {
            let id = try sessionID(head)
            let session = try table { table, now throws(Refusal) in try table.enter(id, as: principal, at: now) }
            return .post(session, isHandshake: false)
        }
        guard let envelope = try? Envelope(of: message) else { throw .unreadable(message) }
        guard envelope.kind != .invalid else { throw .notAMessage }
        guard envelope.kind == .request, envelope.knownMethod == .initialize else { throw .noSession }
        return .post(try begin(as: principal), isHandshake: true)
    }

    /// 400 if not even the message's id could be read, else 200: other errors of JSON-RPC are none of HTTP.
    static func status(of reply: ByteBuffer) -> HTTPResponseStatus {
        let unreadable: StaticString = #"{"jsonrpc":"2.0","error""#
        let length = unreadable.utf8CodeUnitCount
        return reply.readableBytes >= length && reply.equals(0..<length, unreadable) ? .badRequest : .ok
    }

    /// Without a session, errors of the protocol itself have a status of their own.
    static func statelessStatus(of reply: ByteBuffer) -> HTTPResponseStatus {
        guard let envelope = try? Envelope(of: reply), let error = envelope.error,
            let code = (try? JSONText(reply.piece(error)))?["code"]?.integer
        else { return .ok }
        return switch JSONRPCErrorCode(rawValue: Int(code)) {
        case .methodNotFound: .notFound
        case .headerMismatch, .missingClientCapability, .unsupportedProtocolVersion, .parseError, .invalidRequest:
            .badRequest
        default: .ok
        }
    }
}
