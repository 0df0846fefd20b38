import AsyncHTTPClient
import Logging
import ModelContextProtocol
import NIOCore
import NIOHTTP1
import Synchronization

/// Carries messages to a server over HTTP with server-sent events, the transport of the oldest revision
/// (specification 2024-11-05, basic/transports).
final class EventStreamLink: ServerLink {
    private static let maximumTasks = 2048
    private static let streamLimit: Duration = .seconds(24 * 3600)
    private static let requestLimit: Duration = .seconds(30)

    private struct State {
        /// Where messages are posted to; nil until the server has said.
        var endpoint: RemoteURL?
        var waiting: [ByteBuffer] = []
    }

    let eventLoop: any EventLoop
    private let http: RemoteHTTP
    private let receiver: RemoteReceiver
    private let tasks = TaskBag()
    private let queue = MessageQueue()
    private let state = Mutex(State())
    private let isClosed = Atomic(false)

    init(_ http: RemoteHTTP, receiver: RemoteReceiver, eventLoop: any EventLoop) {
        self.http = http
        self.receiver = receiver
        self.eventLoop = eventLoop
    }

    var isActive: Bool { !isClosed.load(ordering: .relaxed) }
    var isWritable: Bool { tasks.count < Self.maximumTasks }

    /// Opens the stream on which everything comes.
    func open() {
        tasks.run { [self] in
            do {
                try await follow()
            } catch {
                failWaiting(RemoteFailure(transport: error))
            }
            guard !Task.isCancelled else { return }
            receiver.ended()
            close()
        }
    }

    func write(_ message: ByteBuffer) {
        guard let message = queue.add(message) else { return }
        let endpoint = state.withLock { state in
            if state.endpoint == nil { state.waiting.append(message) }
            return state.endpoint
        }
        if let endpoint { send(message, to: endpoint) }
    }

    func close() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        tasks.close()
        http.shutdown()
    }

    private func follow() async throws {
        var headers = HTTPHeaders()
        headers.add(name: "accept", value: "text/event-stream")
        let response = try await http.send(.GET, to: http.url.text, headers: headers, within: Self.streamLimit)
        guard response.status.code == 200 else { throw RemoteFailure(status: response.status.code) }
        guard response.isEventStream else { throw RemoteFailure("answered with something that is no event stream") }
        var reader = EventStreamReader(limit: StreamableLink.maximumMessage)
        for try await part in response.body {
            reader.append(part)
            while let event = reader.nextEvent() {
                switch event.type {
                case "endpoint": try found(String(buffer: event.data))
                case "message": receiver.receive(event.data)
                default: break
                }
            }
            receiver.giveUp(reader.takeLongEvents(), limit: StreamableLink.maximumMessage)
        }
    }

    /// Messages go nowhere but to the server itself, whatever it says.
    private func found(_ reference: String) throws(RemoteFailure) {
        guard let endpoint = http.url.resolving(reference) else {
            throw RemoteFailure("wants messages to be sent to another host")
        }
        let waiting = state.withLock { state in
            state.endpoint = endpoint
            defer { state.waiting = [] }
            return state.waiting
        }
        for message in waiting { send(message, to: endpoint) }
    }

    private func failWaiting(_ failure: RemoteFailure) {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for message in waiting { receiver.fail(message, failure.sentence) }
    }

    private func send(_ message: ByteBuffer, to endpoint: RemoteURL) {
        tasks.run { [self] in
            do {
                var headers = HTTPHeaders()
                headers.add(name: "content-type", value: "application/json")
                let response = try await http.send(
                    .POST,
                    to: endpoint.text,
                    headers: headers,
                    body: message,
                    within: Self.requestLimit
                )
                guard (200..<300).contains(response.status.code) else {
                    throw RemoteFailure(status: response.status.code)
                }
            } catch {
                receiver.fail(message, RemoteFailure(transport: error).sentence)
            }
            for next in queue.sent(message) { send(next, to: endpoint) }
        }
    }
}
