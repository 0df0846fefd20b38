import Logging
import ModelContextProtocol
import NIOCore
import Synchronization

// What the server says.

extension BackendConnection {
    /// Takes one line of the server's standard output.
    ///
    /// - Parameters:
    ///   - line: A message, or noise.
    ///   - id: The request in whose answer it came, where each has its own stream.
    func receive(_ line: ByteBuffer, answering id: Int64? = nil) {
        guard let envelope = try? Envelope(of: line) else { return noise(line) }
        switch envelope.kind {
        case .response: settle(line, envelope)
        case .notification: notice(line, envelope, answering: id)
        case .request: answer(line, envelope)
        case .invalid: invalid(line, envelope)
        }
    }

    private func settle(_ line: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.id.flatMap({ line.integer(at: $0) }) else { return }
        guard let entry = take(id) else { return stoppedListening(id, line, envelope) }
        // Whoever greets a server takes any error for one.
        guard entry.caller == nil || line.isWellFormed(envelope) else { return entry.completion(.failed(.badAnswer)) }
        entry.completion(.response(line, envelope))
    }

    /// A response that is broken ends its request; anything else is noise.
    private func invalid(_ line: ByteBuffer, _ envelope: Envelope) {
        guard envelope.method == nil, let id = envelope.id.flatMap({ line.integer(at: $0) }), let entry = take(id)
        else {
            return noise(line)
        }
        entry.completion(.failed(.badAnswer))
    }

    private func notice(_ line: ByteBuffer, _ envelope: Envelope, answering request: Int64?) {
        switch envelope.knownMethod {
        case .progress:
            guard let id = envelope.progressToken.flatMap({ line.integer(at: $0) }) else { return }
            state.withLock { $0.pending.progress(of: id) }?(line, envelope)
        case .toolListChanged: if isAskedFor(line, envelope) { changed([.tools]) }
        case .promptListChanged: if isAskedFor(line, envelope) { changed([.prompts]) }
        case .resourceListChanged: if isAskedFor(line, envelope) { changed([.resources, .resourceTemplates]) }
        case .resourceUpdated where !isAskedFor(line, envelope): break
        case .subscriptionsAcknowledged: acknowledged(line, envelope)
        case .cancelled: takeBack(line, envelope)
        default:
            let (listener, caller) = state.withLock { state in
                (state.listener, request.map(state.pending.caller) ?? state.pending.soleCaller)
            }
            listener?.notice(line, envelope, caller)
        }
    }

    /// Banners and debugging output on stdout are common: noise is no fault.
    private func noise(_ line: ByteBuffer) {
        voice?.noise(line)
        logger.debug(
            "a server wrote something that is no message",
            metadata: ["line": "\(line.excerpt)"]
        )
    }
}
