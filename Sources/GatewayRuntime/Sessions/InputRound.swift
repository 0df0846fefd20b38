import ModelContextProtocol
import NIOCore
import Synchronization

/// What a server without handshakes has asked back about a request, being asked of a client with one: each question is a
/// request of its own, and the answers go to the server together.
final class InputRound: Sendable {
    /// The answers by their keys, as JSON; or why there are none.
    typealias Completion = @Sendable (Result<String, Refusal>) -> Void

    struct Refusal: Error {
        let text: String
    }

    private struct State {
        var answers: [Int: String] = [:]
        var questions: [ServerQuestion] = []
        var isDone = false
    }

    private let required: InputRequired
    private let completion: Completion
    private let state = Mutex(State())

    init(_ required: InputRequired, _ completion: @escaping Completion) {
        (self.required, self.completion) = (required, completion)
    }

    /// The questions, in the course of the client's request.
    func questions(in request: ClientRequest) -> [ServerQuestion] {
        required.requests.enumerated().compactMap { index, asked in
            let params = asked.params.map { String(buffer: $0) }
            let message = Message.request(asked.method.rawValue, id: Int64(index), params: params)
            guard let envelope = try? Envelope(of: message) else { return nil }
            return ServerQuestion(message, envelope, caller: request) { self.answered(index, $0) }
        }
    }

    /// Asks everything at once.
    func begin(_ questions: [ServerQuestion], ask: (ServerQuestion) -> Void) {
        guard !questions.isEmpty else { return finish(.success("{}")) }
        state.withLock { $0.questions = questions }
        for question in questions { ask(question) }
    }

    private func answered(_ index: Int, _ answer: ByteBuffer) {
        guard let envelope = try? Envelope(of: answer), let result = envelope.result else {
            let error = (try? Envelope(of: answer))?.error.flatMap { try? JSONText(answer.piece($0)) }
            let text = error?["message"]?.string.map { String($0.prefix(200)) } ?? "it gave no answer"
            return finish(.failure(Refusal(text: text)))
        }
        let answers = state.withLock { state -> [Int: String]? in
            state.answers[index] = answer.text(at: result)
            return state.answers.count == required.requests.count ? state.answers : nil
        }
        guard let answers else { return }
        let members = required.requests.enumerated().map { index, asked in
            JSONString.quoting(asked.key) + ":" + (answers[index] ?? "{}")
        }
        finish(.success("{" + members.joined(separator: ",") + "}"))
    }

    /// Nobody waits for the answers any more.
    func withdraw() {
        end()
    }

    func expire() {
        finish(.failure(Refusal(text: "it did not answer in time")))
    }

    private func finish(_ outcome: Result<String, Refusal>) {
        if end() { completion(outcome) }
    }

    /// Takes back what is not answered; true for the first end.
    @discardableResult
    private func end() -> Bool {
        let (questions, isFirst) = state.withLock { state in
            defer { (state.questions, state.isDone) = ([], true) }
            return (state.questions, !state.isDone)
        }
        for question in questions { question.withdraw() }
        return isFirst
    }
}
