import HTTPTypes
import HummingbirdCore
import ModelContextProtocol
import NIOCore

extension StreamableEndpoint {
    /// How long an answer may take before a stream begins, whose end by the client takes the request back.
    ///
    /// Watching for that costs the connection, so quick answers go without.
    private static let patience: Duration = .milliseconds(250)

    /// Answers one message that belongs to no session.
    ///
    /// Closing the response takes the request back: there is no other way (specification 2026-07-28, basic/transports).
    @concurrent
    func postStateless(
        _ posting: StatelessPosting,
        _ request: Request,
        _ writer: consuming ResponseWriter
    ) async throws {
        let session = openSession()
        defer { session.close() }
        let outbox = EventOutbox(limits: limits)
        session.receive(posting.message, related: outbox.offer, reply: outbox.finish(with:))
        let first = try await firstEvent(of: outbox)
        switch first {
        case .reply(let reply?): return try await writer.write(Self.statelessStatus(of: reply), reply)
        case .reply(nil): return try await writer.write(.accepted)
        case .message, .keepAlive: break
        }
        var body = try await writer.writeEventStreamHead()
        try await request.body.consumeWithCancellationOnInboundClose { _ in
            if case .message(let message) = first { try await body.write(ServerSentEvent.framing(message)) }
            async let _: Void = keepAlive(outbox)
            try await Self.write(outbox, to: &body)
        }
        try await body.finish(nil)
    }

    private func firstEvent(of outbox: EventOutbox) async throws -> EventQueue.Event {
        async let _: Void = {
            guard (try? await time.clock.sleep(for: Self.patience)) != nil else { return }
            outbox.keepAlive()
        }()
        return try await outbox.next()
    }

    /// Errors of the protocol itself have a status of their own.
    private static func statelessStatus(of reply: ByteBuffer) -> HTTPResponse.Status {
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
