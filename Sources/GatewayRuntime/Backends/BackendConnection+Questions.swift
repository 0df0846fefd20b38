import ModelContextProtocol
import NIOCore
import Synchronization

extension BackendConnection {
    /// A server's questions at once; more are refused.
    private static let maximumQuestions = 64
    /// How long people may think: while a question is open, no request in flight times out before that.
    private static let patience: TimeAmount = .minutes(10)

    /// Answers a server's own request, or has it answered.
    func answer(_ line: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.id.map({ line.piece($0) }), isWritable else { return }
        switch envelope.knownMethod {
        // Servers without handshakes ask in their results only.
        case _ where isStateless: write(Message.error(.methodNotFound, "the client takes no requests", id: id))
        case .ping: write(Message.result("{}", id: id))
        case .createMessage, .createElicitation:
            guard let params = envelope.params, line.isObject(at: params) else {
                return write(Message.error(.invalidParams, "'params' is missing or no object", id: id))
            }
            ask(line, envelope, id)
        case .rootsList: ask(line, envelope, id)
        default: write(Message.error(.methodNotFound, "the client offers no such method", id: id))
        }
    }

    private func ask(_ line: ByteBuffer, _ envelope: Envelope, _ id: ByteBuffer) {
        let deadline = now + Self.patience
        let (question, listener) = state.withLock { state in
            let question = ServerQuestion(line, envelope, caller: state.pending.soleCaller) { [weak self] answer in
                self?.write(answer)
                self?.forgetQuestion(id)
            }
            guard state.questions.count < Self.maximumQuestions, state.questions[id] == nil else {
                return (question, nil as Listener?)
            }
            state.questions[id] = question
            state.pending.extendDeadlines(to: deadline)
            return (question, state.listener)
        }
        if let listener { listener.question(question) } else { question.decline("the client cannot be asked now") }
    }

    private func forgetQuestion(_ id: ByteBuffer) {
        state.withLock { $0.questions[id] = nil }
    }

    /// The server takes a question back.
    func takeBack(_ line: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.requestID.map({ line.piece($0) }) else { return }
        state.withLock { $0.questions.removeValue(forKey: id) }?.withdraw()
    }

    /// Nobody waits for answers to what the server asked.
    func withdrawQuestions() {
        let questions = state.withLock { state in
            defer { state.questions = [:] }
            return state.questions.values
        }
        for question in questions { question.withdraw() }
    }
}
