import AsyncHTTPClient
import Logging
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

/// Carries messages to a server over streamable HTTP (specification 2025-11-25, basic/transports).
final class StreamableLink: ServerLink {
    /// Requests under way and streams, above which nothing more is sent.
    private static let maximumTasks = 2048
    /// The longest message that is taken from a server.
    static let maximumMessage = 64 << 20
    private static let longestRetry: Duration = .seconds(30)
    private static let streamLimit: Duration = .seconds(24 * 3600)
    private static let farewell: Duration = .seconds(2)
    /// How often a broken answer is asked for again.
    private static let maximumResumptions = 3

    private struct State {
        var session: String?
        var version: String?
        var isListening = false
        /// Requests without handshake that are under way, and the tasks that wait for their answers.
        var exchanges: [Int64: Int?] = [:]
        /// Which arguments of tools travel in headers.
        var parameters: [String: HeaderParameters] = [:]
    }

    let eventLoop: any EventLoop
    private let http: RemoteHTTP
    private let receiver: RemoteReceiver
    private let requestLimit: Duration
    private let tasks = TaskBag()
    private let queue = MessageQueue()
    private let state = Mutex(State())
    private let isClosed = Atomic(false)

    /// Whoever asks gives up before `requestLimit` has passed.
    init(_ http: RemoteHTTP, receiver: RemoteReceiver, requestLimit: Duration, eventLoop: any EventLoop) {
        self.http = http
        self.receiver = receiver
        self.requestLimit = requestLimit
        self.eventLoop = eventLoop
    }

    var isActive: Bool { !isClosed.load(ordering: .relaxed) }
    var isWritable: Bool { tasks.count < Self.maximumTasks }

    func write(_ message: ByteBuffer) {
        guard let envelope = try? Envelope(of: message) else { return }
        if envelope.statelessVersion != nil { return exchange(message, envelope) }
        if envelope.knownMethod == .cancelled, takeBack(message, envelope) { return }
        if let message = queue.add(message) { send(message) }
    }

    private func send(_ message: ByteBuffer) {
        tasks.run { [self] in
            await post(message)
            for next in queue.sent(message) { send(next) }
        }
    }

    func close() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        tasks.close()
        let (http, headers, hasSession) = (http, headers(), state.withLock { $0.session != nil })
        Task {
            if hasSession {
                // A server that cannot be told finds out by itself.
                _ = try? await http.send(.DELETE, to: http.url.text, headers: headers, within: Self.farewell)
            }
            http.shutdown()
        }
    }

    // MARK: Requests without handshake

    var hasHeaders: Bool { true }

    func note(_ parameters: [String: HeaderParameters]) {
        state.withLock { $0.parameters = parameters }
    }

    /// Sends a request that stands for itself (specification 2026-07-28, basic/transports).
    private func exchange(_ message: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.id.flatMap({ message.integer(at: $0) }) else { return }
        state.withLock { $0.exchanges[id] = .some(nil) }
        let task = tasks.run { [self] in
            await exchange(message, envelope, id)
            state.withLock { $0.exchanges[id] = nil }
        }
        let isCancelled = state.withLock { state in
            guard let task, state.exchanges[id] != nil else { return task != nil }
            state.exchanges[id] = task
            return false
        }
        if isCancelled, let task { tasks.cancel(task) }
    }

    /// Closing the answer takes a request back, and nothing else does; false for one that is not under way.
    private func takeBack(_ message: ByteBuffer, _ envelope: Envelope) -> Bool {
        guard let id = envelope.requestID.flatMap({ message.integer(at: $0) }) else { return false }
        let (isKnown, task) = state.withLock { state in
            let task = state.exchanges.removeValue(forKey: id)
            return (task != nil, task ?? nil)
        }
        if let task { tasks.cancel(task) }
        return isKnown
    }

    private func exchange(_ message: ByteBuffer, _ envelope: Envelope, _ id: Int64) async {
        do {
            let parameters = envelope.knownMethod == .toolsCall ? state.withLock { $0.parameters } : [:]
            var headers = HTTPHeaders()
            for (name, value) in StatelessHeaders(message, envelope, parameters).fields {
                headers.add(name: name, value: value)
            }
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "accept", value: "application/json, text/event-stream")
            let limit = envelope.knownMethod == .subscriptionsListen ? Self.streamLimit : requestLimit
            let response = try await http.send(
                .POST,
                to: http.url.text,
                headers: headers,
                body: message,
                within: limit
            )
            guard response.isEventStream else {
                return receiver.receive(try await Self.answer(of: response, to: message, envelope))
            }
            var reader = EventStreamReader()
            guard try await read(response, with: &reader, until: message, answering: id) else {
                throw RemoteFailure("ended its answer too early")
            }
        } catch {
            guard !isClosed.load(ordering: .relaxed) else { return }
            receiver.fail(message, RemoteFailure(transport: error).sentence)
        }
    }

    /// The one message of an answer; errors of the protocol have statuses of their own.
    private static func answer(
        of response: HTTPClientResponse,
        to message: ByteBuffer,
        _ envelope: Envelope
    ) async throws -> ByteBuffer {
        let body = try await response.body.collect(upTo: maximumMessage)
        let isSuccess = (200..<300).contains(response.status.code)
        guard let answer = try? Envelope(of: body), answer.kind == .response || answer.error != nil,
            let id = envelope.id
        else {
            throw isSuccess ? RemoteFailure("answered with no message") : RemoteFailure(status: response.status.code)
        }
        guard let error = answer.error else { return body }
        // Some servers cannot say to what an error is the answer.
        return Message.error(body.piece(error), id: message.piece(id))
    }

    // MARK: Requests

    private func post(_ message: ByteBuffer) async {
        do {
            var headers = headers()
            headers.add(name: "content-type", value: "application/json")
            headers.add(name: "accept", value: "application/json, text/event-stream")
            let response = try await http.send(
                .POST,
                to: http.url.text,
                headers: headers,
                body: message,
                within: requestLimit
            )
            try await take(response, to: message)
        } catch {
            guard !isClosed.load(ordering: .relaxed) else { return }
            receiver.fail(message, RemoteFailure(transport: error).sentence)
        }
    }

    private func take(_ response: HTTPClientResponse, to message: ByteBuffer) async throws {
        if let session = response.headers.first(name: "mcp-session-id") { state.withLock { $0.session = session } }
        switch response.status.code {
        case 202, 204: break
        case 200..<300: try await answer(response, to: message)
        case 404 where state.withLock({ $0.session != nil }):
            // The session is gone: a new one begins with a new handshake.
            return receiver.lapsed(refusing: message)
        default:
            throw RemoteFailure(status: response.status.code)
        }
        if (try? Envelope(of: message))?.knownMethod == .initialized { listen() }
    }

    private func answer(_ response: HTTPClientResponse, to message: ByteBuffer) async throws {
        guard response.isEventStream else {
            let body = try await response.body.collect(upTo: Self.maximumMessage)
            guard body.readableBytes > 0 else { return }
            note(body, answering: message)
            return receiver.receive(body)
        }
        var resumptions = 0
        var response = response
        while true {
            var reader = EventStreamReader()
            if try await read(response, with: &reader, until: message) { return }
            // Some servers end a stream before its answer, to be asked for it again (2025-11-25, resumability).
            guard let id = reader.lastEventID, resumptions < Self.maximumResumptions else {
                throw RemoteFailure("ended its answer too early")
            }
            resumptions += 1
            try await Task.sleep(for: min(reader.retry ?? .milliseconds(200), Self.longestRetry))
            response = try await openStream(after: id)
            guard response.isEventStream else { throw RemoteFailure("ended its answer too early") }
        }
    }

    /// Passes on what comes; true once the answer to the message did.
    private func read(
        _ response: HTTPClientResponse,
        with reader: inout EventStreamReader,
        until message: ByteBuffer?,
        answering request: Int64? = nil
    ) async throws -> Bool {
        let id = message.flatMap { message in (try? Envelope(of: message))?.id.map { message.piece($0) } }
        for try await part in response.body {
            reader.append(part)
            while let data = reader.next() {
                if let message { note(data, answering: message) }
                receiver.receive(data, answering: request)
                if let id, data.answers(id) { return true }
            }
            receiver.giveUp(reader.takeLongEvents(), limit: Self.maximumMessage)
            guard reader.heldBytes <= Self.maximumMessage else {
                throw RemoteFailure.tooLong
            }
        }
        return id == nil
    }

    /// Remembers the revision that the handshake agreed on: later requests must name it.
    private func note(_ answer: ByteBuffer, answering message: ByteBuffer) {
        guard (try? Envelope(of: message))?.knownMethod == .initialize, let envelope = try? Envelope(of: answer),
            let result = envelope.result,
            let version = (try? JSONText(answer.piece(result)))?["protocolVersion"]?.string
        else { return }
        state.withLock { $0.version = version }
    }

    // MARK: What the server says by itself

    private func listen() {
        let isFirst = state.withLock { state in
            defer { state.isListening = true }
            return !state.isListening
        }
        guard isFirst else { return }
        tasks.run { [self] in await followStream() }
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
                _ = try await read(response, with: &reader, until: nil)
            } catch {
                if (error as? RemoteFailure)?.isGone == true { return receiver.lapsed() }
                if error is RemoteFailure { return }
                retry = min(retry * 2, Self.longestRetry)
            }
            // A cancelled wait means that the link is closed.
            guard (try? await Task.sleep(for: max(reader.retry ?? .zero, retry))) != nil else { return }
        }
    }

    private func openStream(after id: String?) async throws -> HTTPClientResponse {
        var headers = headers()
        headers.add(name: "accept", value: "text/event-stream")
        if let id { headers.add(name: "last-event-id", value: id) }
        let response = try await http.send(.GET, to: http.url.text, headers: headers, within: Self.streamLimit)
        guard response.status.code == 200 else {
            throw RemoteFailure(status: response.status.code)
        }
        return response
    }

    private func headers() -> HTTPHeaders {
        let (session, version) = state.withLock { ($0.session, $0.version) }
        var headers = HTTPHeaders()
        if let session { headers.add(name: "mcp-session-id", value: session) }
        if let version { headers.add(name: "mcp-protocol-version", value: version) }
        return headers
    }
}

extension HTTPClientResponse {
    var isEventStream: Bool {
        headers.first(name: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false
    }
}

extension ByteBuffer {
    /// Whether this is the response to the request with the id, which is as it was sent.
    fileprivate func answers(_ id: ByteBuffer) -> Bool {
        guard let envelope = try? Envelope(of: self), envelope.kind == .response, let range = envelope.id else {
            return false
        }
        return piece(range) == id
    }
}
