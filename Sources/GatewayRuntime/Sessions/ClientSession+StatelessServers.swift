import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

// What servers without handshakes answer (specification 2026-07-28), for clients of either era.

extension ClientSession {
    /// How often a server may ask something in the course of one request, before a client with a handshake gives it up.
    private static let maximumRounds = 10

    /// Takes in a server's response: it may ask something back instead of answering.
    func answered(_ routed: RoutedRequest, _ message: ByteBuffer, _ envelope: Envelope, on serving: Backend.Serving) {
        guard let range = envelope.result else {
            if !routed.request.isStateless, let lack = message.missingCapability(envelope) {
                return failed(routed, .unanswered(lack))
            }
            return answered(routed, routed.request.translated(error: message, envelope))
        }
        guard let result = try? JSONText(message.piece(range)), result.isObject else {
            return failed(routed, .badAnswer)
        }
        switch result["resultType"]?.string {
        case nil where result["resultType"] == nil, "complete":
            guard !routed.request.isStateless else { return answered(routed, message, envelope) }
            answered(routed, Message.result(StatelessResult.simplified(result.bytes), id: routed.request.id))
        case "input_required":
            guard let required = try? InputRequired(result), routed.destination.mayAsk else {
                return failed(routed, .badAnswer)
            }
            if routed.request.isStateless {
                relay(required, of: result, routed)
            } else {
                ask(required, routed, on: serving)
            }
        default: failed(routed, .badAnswer)
        }
    }

    private func answered(_ routed: RoutedRequest, _ message: ByteBuffer) {
        guard let envelope = try? Envelope(of: message) else { return failed(routed, .badAnswer) }
        answered(routed, message, envelope)
    }

    // MARK: Clients with a handshake

    /// Asks the client by requests of their own, and sends its answers to the server.
    private func ask(_ required: InputRequired, _ routed: RoutedRequest, on serving: Backend.Serving) {
        guard routed.course.rounds < Self.maximumRounds else {
            return failed(routed, .unanswered("it asks again and again"))
        }
        let request = routed.request
        let round = InputRound(required) { outcome in
            switch outcome {
            case .failure(let refusal): self.failed(routed, .unanswered(refusal.text))
            case .success(let answers):
                let state = required.state.map { #","requestState":"# + String(buffer: $0) } ?? ""
                let next = routed.changed { course in
                    course.inputs = #""inputResponses":\#(answers)\#(state)"#
                    course.rounds += 1
                }
                self.send(next, on: serving)
            }
        }
        let questions = round.questions(in: request)
        let objection = questions.lazy.compactMap { question in
            // Without roots there are none, which is an answer.
            question.envelope.knownMethod == .rootsList ? nil : self.objection(to: question)
        }.first
        if let objection { return failed(routed, .unanswered(objection)) }
        request.onWithdrawal { _ in
            round.withdraw()
            routed.endServer()
        }
        gateway.opening.timers.scheduleTask(in: TimeAmount(RequestStateSeal.patience)) { round.expire() }
        round.begin(questions) { self.ask($0, of: routed.route.backend.address.server) }
    }

    // MARK: Clients without handshakes

    /// Answers the client with the server's questions; it comes again with what the server wants back, sealed.
    private func relay(_ required: InputRequired, of result: JSONText, _ routed: RoutedRequest) {
        let request = routed.request
        let server = routed.route.backend.address.server
        let capabilities = request.statelessCapabilities
        let questions = InputRound(required) { _ in }.questions(in: request)
        if let objection = questions.lazy.compactMap({ $0.objection(given: capabilities) }).first {
            let data = #"{"requiredCapabilities":\#(ServerQuestion.requiredCapabilities(questions))}"#
            let text = "the server '\(server)' asks something, and \(objection)"
            return answered(routed, Message.error(.missingClientCapability, text, id: request.id, data: data))
        }
        guard let copy = gateway.keep(routed.course.server) else { return failed(routed, .busy) }
        let contents = RequestStateSeal.Contents(server: server, state: required.state, copy: copy.name)
        let sealed = gateway.seal.seal(contents, for: request, at: gateway.time.elapsed())
        let asked = zip(required.requests, questions).map { entry, question in
            JSONString.quoting(entry.key) + ":" + question.relayed(of: server)
        }
        let text =
            #"{"resultType":"input_required","inputRequests":{\#(asked.joined(separator: ","))},"#
            + #""requestState":\#(JSONString.quoting(sealed))}"#
        answered(routed.changed { $0.server = nil }, Message.result(text, id: request.id))
    }
}

extension Gateway {
    /// Copies of servers that wait for clients at once; of more, requests are refused.
    private static let maximumCopies = 64

    /// The name under which a copy of a server waits for its client to come again.
    struct KeptCopy {
        /// Nil for a shared server, which need not be kept.
        let name: String?
    }

    /// Keeps the copy of a server that has asked something, for as long as people may think; nil if too many are kept.
    fileprivate func keep(_ server: EphemeralServer?) -> KeptCopy? {
        guard let server else { return KeptCopy(name: nil) }
        let name = SessionID().text
        let isKept = state.withLock { state in
            guard state.keptCopies.count < Self.maximumCopies else { return false }
            state.keptCopies[name] = server
            return true
        }
        guard isKept else { return nil }
        opening.timers.scheduleTask(in: TimeAmount(RequestStateSeal.patience)) { [weak self] in
            self?.takeKept(name)?.end()
        }
        return KeptCopy(name: name)
    }

    /// Takes out a kept copy; nil if it is, or was, somebody else's turn.
    func takeKept(_ name: String) -> EphemeralServer? {
        state.withLock { $0.keptCopies.removeValue(forKey: name) }
    }
}

extension ClientRequest {
    /// An error of a server without handshakes as this client's era has it.
    fileprivate func translated(error message: ByteBuffer, _ envelope: Envelope) -> ByteBuffer {
        guard let error = envelope.error.map({ message.piece($0) }) else { return message }
        let translated =
            isStateless
            ? StatelessResult.relayedError(error) : StatelessResult.handshakeError(error, of: self.envelope.knownMethod)
        return Message.error(translated, id: id)
    }
}

extension ByteBuffer {
    /// What the client of a request cannot do and its server needs; nil for any other error.
    fileprivate func missingCapability(_ envelope: Envelope) -> String? {
        let error = envelope.error.flatMap { try? JSONText(piece($0)) }
        let code = error?["code"]?.integer.flatMap { JSONRPCErrorCode(rawValue: Int($0)) }
        guard code == .missingClientCapability else { return nil }
        return error?["message"]?.string.map { String($0.prefix(200)) } ?? "the client lacks a capability"
    }
}

extension ServerQuestion {
    /// The question as an entry of a result.
    fileprivate func relayed(of server: ServerName) -> String {
        let outgoing = outgoing(id: 0, of: server)
        let asked = try? Envelope(of: outgoing)
        let params = asked?.params.map { #","params":"# + outgoing.text(at: $0) } ?? ""
        return #"{"method":\#(asked?.method.map { outgoing.text(at: $0) } ?? #""""#)\#(params)}"#
    }
}

extension Destination {
    /// Whether a server may ask something back (specification 2026-07-28, input required results).
    fileprivate var mayAsk: Bool {
        switch self {
        case .tool, .prompt, .resource: true
        case .completionOfPrompt, .completionOfTemplate: false
        }
    }
}
