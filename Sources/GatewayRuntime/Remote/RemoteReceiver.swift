import Logging
import ModelContextProtocol
import NIOCore
import Synchronization

/// Where what a remote server says goes: to the connection, on its event loop, in the order in which it came.
final class RemoteReceiver: Sendable {
    private struct Weak {
        weak var connection: BackendConnection?
    }

    private let connection = Mutex(Weak())
    private let eventLoop: any EventLoop
    private let grace: Duration

    /// - Parameters:
    ///   - eventLoop: Where the connection is.
    ///   - grace: How long a request that failed on its way waits for the connection's end to tell why.
    init(eventLoop: any EventLoop, grace: Duration = .zero) {
        self.eventLoop = eventLoop
        self.grace = grace
    }

    func connect(to connection: BackendConnection) {
        self.connection.withLock { $0.connection = connection }
    }

    /// Passes a message on; `id` is the request in whose answer it came, if that is certain.
    func receive(_ message: ByteBuffer, answering id: Int64? = nil) {
        eventLoop.execute { self.current?.receive(message, answering: id) }
    }

    /// Ends what these messages answer or ask, as far as that can be told: they are too long to be taken.
    func giveUp(_ messages: [LongLine], limit: Int) {
        for message in messages {
            eventLoop.execute {
                guard let connection = self.current else { return }
                if message.requestID != nil {
                    connection.logger.warning("a server asked something that is too long, and it was dropped")
                }
                connection.giveUp(message, limit: limit)
            }
        }
    }

    /// Ends a request that could not be carried to the server, or its answer back; nothing happens for any other message.
    ///
    /// The reason follows the server's name.
    func fail(_ message: ByteBuffer, _ reason: String) {
        guard let envelope = try? Envelope(of: message), envelope.kind == .request,
            let id = envelope.id.flatMap({ message.integer(at: $0) })
        else { return }
        eventLoop.scheduleTask(in: TimeAmount(grace)) { self.current?.undelivered(id, reason) }
    }

    /// The server has forgotten the session: nothing more is sent in it, and once nothing is in flight it has ended.
    ///
    /// - Parameter message: A request that the server has not taken: it waits for the next session.
    func lapsed(refusing message: ByteBuffer? = nil) {
        let id = message.flatMap { message in (try? Envelope(of: message))?.id.flatMap { message.integer(at: $0) } }
        eventLoop.execute {
            guard let connection = self.current else { return }
            connection.stopAccepting()
            if let id { connection.cancel(id, reason: "the session has ended", failure: .notSent) }
            connection.whenIdle { [weak self] in self?.ended() }
        }
    }

    func ended() {
        eventLoop.execute {
            self.current?.streamsEnded()
        }
    }

    private var current: BackendConnection? { connection.withLock { $0.connection } }
}
