import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

/// A request of a client without handshake whose server, which has one, asked something in its course: the client was
/// answered with the question, and comes again with its answer (specification 2026-07-28, input required results).
///
/// What works on the request goes on meanwhile.
final class SuspendedRequest: Sendable {
    let request: ClientRequest
    /// The server's question.
    let question: ServerQuestion
    private let withdrawal: @Sendable (String) -> Void

    init(_ request: ClientRequest, asking question: ServerQuestion, withdrawal: @escaping @Sendable (String) -> Void) {
        self.request = request
        self.question = question
        self.withdrawal = withdrawal
    }

    /// Under which key the client answers.
    static let key = "question"

    /// True if a request asks for the same as the suspended one: its state is good for nothing else.
    func isResumed(by other: ClientRequest) -> Bool {
        other.envelope.knownMethod == request.envelope.knownMethod && other.target == request.target
    }

    /// Gives the client's answer to the server, and what the server answers to the client.
    func resume(as successor: ClientRequest) {
        successor.onWithdrawal(withdrawal)
        request.resume(as: successor)
        let range = successor.range(of: ["params", "inputResponses", Self.key])
        guard let response = range.map({ successor.message.piece($0) }) else {
            return question.refuse(.internalError, "the client did not answer")
        }
        var answer = response
        answer.joinLines()
        question.answer(result: String(buffer: answer))
    }

    /// Nobody came again.
    func expire() {
        question.refuse(.internalError, "the client did not answer in time")
        withdrawal("the client did not come again")
    }
}

extension Gateway {
    /// Requests that may wait for their clients at once; of more, the questions are refused.
    private static let maximumSuspended = 256
    /// How long people may think.
    private static let patience: TimeAmount = .minutes(10)

    /// Answers a request with a server's question.
    func askBack(_ question: ServerQuestion, of server: ServerName, in request: ClientRequest) {
        if let problem = question.objection(given: request.statelessCapabilities) {
            return question.decline(problem)
        }
        guard state.withLock({ $0.suspended.count < Self.maximumSuspended }) else {
            return question.refuse(.internalError, "too many questions are open")
        }
        let handle = SessionID().text
        guard let withdrawal = request.suspend(with: Self.answer(to: request, question, server, handle)) else {
            // The client has its question already, and a second one comes with its next answer.
            return request.deliver { [weak self] in self?.askBack(question, of: server, in: $0) }
        }
        let suspended = SuspendedRequest(request, asking: question, withdrawal: withdrawal)
        state.withLock { $0.suspended[handle] = suspended }
        opening.timers.scheduleTask(in: Self.patience) { [weak self] in self?.takeSuspended(handle)?.expire() }
    }

    /// Takes out what a client was asked back about; its state is good for one answer.
    func takeSuspended(_ handle: String) -> SuspendedRequest? {
        state.withLock { $0.suspended.removeValue(forKey: handle) }
    }

    private static func answer(
        to request: ClientRequest,
        _ question: ServerQuestion,
        _ server: ServerName,
        _ handle: String
    ) -> ByteBuffer {
        let outgoing = question.outgoing(id: 0, of: server)
        let asked = try? Envelope(of: outgoing)
        let params = asked?.params.map { #","params":"# + outgoing.text(at: $0) } ?? ""
        let method = asked?.method.map { outgoing.text(at: $0) } ?? #""""#
        let result =
            #"{"resultType":"input_required","inputRequests":{"\#(SuspendedRequest.key)":{"method":\#(method)\#(params)}}"#
            + #","requestState":"\#(handle)"}"#
        return Message.result(result, id: request.id)
    }
}
