import ModelContextProtocol
import NIOCore
import Synchronization

/// A client's request under way: it is answered once, or taken back.
final class ClientRequest: Sendable {
    let message: ByteBuffer
    let envelope: Envelope
    /// As it was sent: `1` and `"1"` are two ids.
    let id: ByteBuffer
    private let related: @Sendable (ByteBuffer) -> Void
    private let reply: @Sendable (ByteBuffer?) -> Void
    private let finished: @Sendable (ClientRequest) -> Void

    private struct State {
        var upstream: (connection: BackendConnection, id: Int64)?
        var isFinished = false
    }

    private let state = Mutex(State())

    /// - Parameter finished: Called before the reply, so that the client may use the id again once it has the reply.
    init(
        _ message: ByteBuffer,
        _ envelope: Envelope,
        id: ByteBuffer,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void,
        finished: @escaping @Sendable (ClientRequest) -> Void
    ) {
        self.message = message
        self.envelope = envelope
        self.id = id
        self.related = related
        self.reply = reply
        self.finished = finished
    }

    /// The token under which the client wants to hear of progress.
    var progressToken: ByteBuffer? { envelope.requestedProgressToken.map { message.piece($0) } }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Remembers where the request went.
    func sent(on connection: BackendConnection, as id: Int64) {
        state.withLock { $0.upstream = (connection, id) }
    }

    /// Passes on a message that belongs to this request, unless the reply is out.
    func pass(_ message: ByteBuffer) {
        guard !isFinished else { return }
        related(message)
    }

    /// Answers the request; only the first answer counts.
    func finish(_ answer: ByteBuffer?) {
        let isFirst = state.withLock { state in
            defer { (state.isFinished, state.upstream) = (true, nil) }
            return !state.isFinished
        }
        guard isFirst else { return }
        finished(self)
        reply(answer)
    }

    /// Takes the request back: its server is told, and nobody gets an answer
    /// (specification 2025-11-25, basic/utilities/cancellation).
    func cancel(because reason: String) {
        let upstream = state.withLock { state in state.upstream }
        finish(nil)
        upstream?.connection.cancel(upstream?.id ?? 0, reason: reason)
    }
}
