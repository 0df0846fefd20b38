import ModelContextProtocol
import NIOCore
import Synchronization

/// A request of a server's: it is answered once, by the client behind the server or for it.
final class ServerQuestion: Sendable {
    let message: ByteBuffer
    let envelope: Envelope
    /// The client's request in whose course it is asked; nil if it could be one of several, or none.
    let caller: ClientRequest?
    private let reply: @Sendable (ByteBuffer) -> Void

    private struct State {
        var isAnswered = false
        var withdrawal: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// `reply` takes the whole response; it is called once at most.
    init(
        _ message: ByteBuffer,
        _ envelope: Envelope,
        caller: ClientRequest?,
        reply: @escaping @Sendable (ByteBuffer) -> Void
    ) {
        self.message = message
        self.envelope = envelope
        self.caller = caller
        self.reply = reply
    }

    /// The same question in other words: its answer is this one's, and whoever takes this one back takes it back, too.
    func asked(as message: ByteBuffer, _ envelope: Envelope) -> ServerQuestion {
        let question = ServerQuestion(message, envelope, caller: caller) { self.finish($0) }
        onWithdrawal { question.withdraw() }
        return question
    }

    /// As the server sent it.
    var id: ByteBuffer { envelope.id.map { message.piece($0) } ?? ByteBuffer(string: "null") }

    /// Remembers how to take the question back from the client; at once if nobody waits for its answer any more.
    func onWithdrawal(_ body: @escaping @Sendable () -> Void) {
        let isTooLate = state.withLock { state in
            if !state.isAnswered { state.withdrawal = body }
            return state.isAnswered
        }
        if isTooLate { body() }
    }

    /// Answers with a client's response, under the server's own id.
    func answer(_ response: ByteBuffer, _ envelope: Envelope) {
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        var answer = splicer.applied(to: response)
        if envelope.hasLineBreaks { answer.joinLines() }
        finish(answer)
    }

    func answer(result: String) {
        finish(Message.result(result, id: id))
    }

    func refuse(_ code: JSONRPCErrorCode, _ text: String) {
        finish(Message.error(code, text, id: id))
    }

    /// Answers for a client that cannot be asked: without roots, for some servers end at an error there, and else with
    /// an error.
    func decline(_ reason: String) {
        switch envelope.knownMethod {
        case .rootsList: answer(result: #"{"roots":[]}"#)
        default: refuse(.methodNotFound, reason)
        }
    }

    private func finish(_ answer: ByteBuffer) {
        let isFirst = state.withLock { state in
            defer { (state.isAnswered, state.withdrawal) = (true, nil) }
            return !state.isAnswered
        }
        if isFirst { reply(answer) }
    }

    /// The server wants no answer any more.
    func withdraw() {
        let withdrawal = state.withLock { state in
            defer { (state.isAnswered, state.withdrawal) = (true, nil) }
            return state.withdrawal
        }
        withdrawal?()
    }
}
