import AsyncHTTPClient
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

// Messages of a session, and what the server says by itself in it.

extension StreamableLink {
    /// How often a broken answer is asked for again.
    private static let maximumResumptions = 3

    /// Sends a message and passes on what comes back.
    func converse(_ message: ByteBuffer) async {
        do {
            let response = try await post(message, sessionHeaders, within: requestLimit)
            try await take(response, to: message, try Envelope(of: message))
        } catch {
            fail(message, error)
        }
    }

    private func take(_ response: HTTPClientResponse, to message: ByteBuffer, _ envelope: Envelope) async throws {
        if let session = response.headers.first(name: "mcp-session-id") { state.withLock { $0.session = session } }
        switch response.status.code {
        case 202, 204: try leaveToStream(envelope)
        case 404 where state.withLock({ $0.session != nil }):
            // The session is gone: a new one begins with a new handshake.
            return receiver.lapsed(refusing: message)
        default: try await answer(response, to: message, envelope)
        }
        if envelope.knownMethod == .initialized { listen() }
    }

    private func answer(_ response: HTTPClientResponse, to message: ByteBuffer, _ envelope: Envelope) async throws {
        guard response.isSuccess, response.isEventStream else {
            guard let body = try await response.answer(to: message, envelope) else {
                return try leaveToStream(envelope)
            }
            note(body, answering: envelope)
            return receiver.receive(body)
        }
        let id = envelope.id.map { message.piece($0) }
        var resumptions = 0
        var response = response
        while true {
            var reader = EventStreamReader()
            let isWhole = try await read(response, with: &reader, until: id) { data in
                note(data, answering: envelope)
                receiver.receive(data)
            }
            if isWhole { return }
            // Some servers end a stream before its answer, to be asked for it again (2025-11-25, resumability).
            guard let last = reader.lastEventID, resumptions < Self.maximumResumptions else {
                throw RemoteFailure.endedEarly
            }
            resumptions += 1
            try await Task.sleep(for: min(reader.retry ?? .milliseconds(200), Self.longestRetry))
            response = try await openStream(after: last)
            guard response.isEventStream else { throw RemoteFailure.endedEarly }
        }
    }

    /// Some servers take in a request and answer it on the stream on which they speak by themselves.
    private func leaveToStream(_ envelope: Envelope) throws {
        guard envelope.kind != .request || state.withLock({ $0.listening == .open }) else {
            throw RemoteFailure.noMessage
        }
    }

    /// Remembers the revision that the handshake agreed on: later requests must name it.
    private func note(_ answer: ByteBuffer, answering request: Envelope) {
        guard request.knownMethod == .initialize, let envelope = try? Envelope(of: answer),
            let result = envelope.result,
            let version = (try? JSONText(answer.piece(result)))?["protocolVersion"]?.string
        else { return }
        state.withLock { $0.version = version }
    }

    // MARK: What the server says by itself

    private func listen() {
        let isFirst = state.withLock { state in
            guard state.listening == .notYet else { return false }
            state.listening = .open
            return true
        }
        guard isFirst else { return }
        tasks.run { [self] in
            await followStream()
            state.withLock { $0.listening = .ended }
        }
    }

    private func followStream() async {
        // What is too long for it must not end the stream for all that comes later.
        var (reader, retry) = (EventStreamReader(limit: Self.maximumMessage), Duration.seconds(1))
        while !Task.isCancelled {
            do {
                let response = try await openStream(after: reader.lastEventID)
                // Servers need not offer such a stream.
                guard response.isEventStream else { return }
                retry = .seconds(1)
                try await read(response, with: &reader) { receiver.receive($0) }
            } catch {
                if (error as? RemoteFailure)?.isGone == true { return receiver.lapsed() }
                if error is RemoteFailure { return }
                retry = min(retry * 2, Self.longestRetry)
            }
            // A cancelled wait means that the link is closed.
            guard (try? await Task.sleep(for: max(reader.retry ?? .zero, retry))) != nil else { return }
        }
    }
}
