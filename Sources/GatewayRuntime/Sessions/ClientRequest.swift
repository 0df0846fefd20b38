import ModelContextProtocol
import NIOCore
import Synchronization

/// A client's request under way: it is answered once, or taken back.
final class ClientRequest: Sendable {
    let message: ByteBuffer
    let envelope: Envelope
    /// As it was sent: `1` and `"1"` are two ids.
    let id: ByteBuffer
    let session: ClientSession?
    private let related: @Sendable (ByteBuffer) -> Void
    private let reply: @Sendable (ByteBuffer?) -> Void
    private let finished: @Sendable (ClientRequest) -> Void

    private struct State {
        /// Tells whoever works on the request that it was taken back, and why.
        var withdrawal: (@Sendable (String) -> Void)?
        var isFinished = false
    }

    private let state = Mutex(State())

    /// Takes a request in.
    ///
    /// `finished` is called before the reply, so that the client may use the id again once it has it.
    init(
        _ message: ByteBuffer,
        _ envelope: Envelope,
        id: ByteBuffer,
        of session: ClientSession?,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void,
        finished: @escaping @Sendable (ClientRequest) -> Void
    ) {
        self.message = message
        self.envelope = envelope
        self.id = id
        self.session = session
        self.related = related
        self.reply = reply
        self.finished = finished
    }

    /// The token under which the client wants to hear of progress.
    var progressToken: ByteBuffer? { envelope.requestedProgressToken.map { message.piece($0) } }

    /// True for a request of an era without handshakes (specification 2026-07-28).
    var isStateless: Bool { envelope.statelessVersion != nil }

    var isFinished: Bool { state.withLock { $0.isFinished } }

    /// Remembers how to give up what works on the request now; at once if nobody waits for it any more.
    func onWithdrawal(_ body: @escaping @Sendable (String) -> Void) {
        let isTooLate = state.withLock { state in
            if !state.isFinished { state.withdrawal = body }
            return state.isFinished
        }
        if isTooLate { body("nobody waits for the answer") }
    }

    /// Passes on a message that belongs to this request, unless the reply is out.
    func pass(_ message: ByteBuffer) {
        guard !isFinished else { return }
        related(message)
    }

    /// Answers the request; only the first answer counts.
    func finish(_ answer: ByteBuffer?) {
        let isFirst = state.withLock { state in
            defer { (state.isFinished, state.withdrawal) = (true, nil) }
            return !state.isFinished
        }
        guard isFirst else { return }
        finished(self)
        reply(answer)
    }

    /// Takes the request back: its server is told, and nobody gets an answer
    /// (specification 2025-11-25, basic/utilities/cancellation).
    func cancel(because reason: String) {
        let withdrawal = state.withLock { $0.withdrawal }
        finish(nil)
        withdrawal?(reason)
    }
}
