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

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func connect(to connection: BackendConnection) {
        self.connection.withLock { $0.connection = connection }
    }

    func receive(_ message: ByteBuffer) {
        eventLoop.execute { self.current?.receive(message) }
    }

    /// Answers a request in the server's place; nothing happens for any other message.
    func fail(_ message: ByteBuffer, _ text: String) {
        guard let envelope = try? Envelope(of: message), envelope.kind == .request,
            let id = envelope.id.map({ message.piece($0) })
        else { return }
        receive(Message.error(.internalError, text, id: id))
    }

    /// Gives a request back that the server has not taken: it goes elsewhere, or waits until the server serves again.
    func refuse(_ message: ByteBuffer) {
        guard let envelope = try? Envelope(of: message), envelope.kind == .request,
            let id = envelope.id.flatMap({ message.integer(at: $0) })
        else { return }
        eventLoop.execute { self.current?.cancel(id, reason: "the session has ended", failure: .notSent) }
    }

    func ended() {
        eventLoop.execute {
            self.current?.streamsEnded()
        }
    }

    private var current: BackendConnection? { connection.withLock { $0.connection } }
}
