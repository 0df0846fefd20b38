import ModelContextProtocol
import NIOCore
import Synchronization

/// A client's request under way: it is answered once, or taken back.
final class ClientRequest: Sendable {
    let message: ByteBuffer
    let envelope: Envelope
    /// As it was sent: `1` and `"1"` are two ids.
    let id: ByteBuffer
    /// Nil for a request that nobody keeps by its id.
    let session: ClientSession?
    private let related: @Sendable (ByteBuffer) -> Void
    private let reply: @Sendable (ByteBuffer?) -> Void

    private struct State {
        /// Tells whoever works on the request that it was taken back, and why.
        var withdrawal: (@Sendable (String) -> Void)?
        var isFinished = false
        var continuation = Continuation.none
        /// What the server gets back that asked something before; nil for a request that begins something.
        var reopened: RequestStateSeal.Contents?
    }

    /// What becomes of a request whose client was asked something back instead of being answered.
    private enum Continuation {
        case none
        /// The client has the question; what it shall get next waits for it to come again.
        case suspended(next: (@Sendable (ClientRequest) -> Void)?)
        /// It came again with this request.
        case resumed(ClientRequest)
    }

    private let state = Mutex(State())

    /// Takes a request in.
    init(
        _ message: ByteBuffer,
        _ envelope: Envelope,
        id: ByteBuffer,
        of session: ClientSession?,
        related: @escaping @Sendable (ByteBuffer) -> Void,
        reply: @escaping @Sendable (ByteBuffer?) -> Void
    ) {
        self.message = message
        self.envelope = envelope
        self.id = id
        self.session = session
        self.related = related
        self.reply = reply
    }

    /// The token under which the client wants to hear of progress.
    var progressToken: ByteBuffer? { envelope.requestedProgressToken.map { message.piece($0) } }

    /// True for a request of an era without handshakes (specification 2026-07-28).
    var isStateless: Bool { envelope.statelessVersion != nil }

    /// What the server gets back that asked something before; nil for a request that begins something.
    var reopened: RequestStateSeal.Contents? { state.withLock { $0.reopened } }

    /// The client comes again with an answer to what a server asked.
    func reopen(_ contents: RequestStateSeal.Contents) {
        state.withLock { $0.reopened = contents }
    }

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

    /// Whether its client waits for the answer to this very request, for it was not asked something back.
    var isAnsweredHere: Bool {
        state.withLock { state in if case .none = state.continuation { true } else { false } }
    }

    /// Does something for whoever waits for the answer now: this request or, if its client was asked something back,
    /// the one with which it came again.
    func deliver(_ body: @escaping @Sendable (ClientRequest) -> Void) {
        let receiver = state.withLock { state -> ClientRequest? in
            switch state.continuation {
            case .none: return self
            case .resumed(let successor): return successor
            case .suspended(let next):
                if next == nil { state.continuation = .suspended(next: body) }
                return nil
            }
        }
        guard let receiver else { return }
        if receiver === self { body(self) } else { receiver.deliver(body) }
    }

    /// Who waits for the answer now.
    var current: ClientRequest {
        guard case .resumed(let successor) = state.withLock({ $0.continuation }) else { return self }
        return successor.current
    }

    /// Answers with a question back: what works on the request goes on.
    ///
    /// - Returns: How to give up what works on it; nil if the request was answered before.
    func suspend(with answer: ByteBuffer) -> (@Sendable (String) -> Void)? {
        let withdrawal = state.withLock { state -> (@Sendable (String) -> Void)? in
            guard !state.isFinished else { return nil }
            defer { (state.isFinished, state.withdrawal, state.continuation) = (true, nil, .suspended(next: nil)) }
            return state.withdrawal ?? { _ in }
        }
        guard let withdrawal else { return nil }
        session?.forget(self)
        reply(answer)
        return withdrawal
    }

    /// From now on everything is for the request with which the client came again.
    func resume(as successor: ClientRequest) {
        let next = state.withLock { state -> (@Sendable (ClientRequest) -> Void)? in
            guard case .suspended(let next) = state.continuation else { return nil }
            state.continuation = .resumed(successor)
            return next
        }
        next?(successor)
    }

    /// Answers the request; only the first answer counts.
    func finish(_ answer: ByteBuffer?) {
        let isFirst = state.withLock { state in
            defer { (state.isFinished, state.withdrawal) = (true, nil) }
            return !state.isFinished
        }
        guard isFirst else { return }
        // First, so that the client may use the id again once it has the answer.
        session?.forget(self)
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
