import ModelContextProtocol
import NIOCore
import Synchronization
import Spec

extension ClientSession {
    /// Asks the client something for a server; what it has not declared to answer is refused in its name.
    func ask(_ question: ServerQuestion, of server: ServerName) {
        guard let question = gateway.screened(question, from: server) else { return }
        if let caller = question.caller?.current, caller.isStateless {
            return gateway.askBack(question, of: server, in: caller)
        }
        if let problem = objection(to: question) {
            return question.decline(problem)
        }
        let id = state.withLock { state -> Int64? in
            guard !state.isClosed else { return nil }
            state.lastQuestion += 1
            state.questions[state.lastQuestion] = question
            return state.lastQuestion
        }
        guard let id else { return question.refuse(.internalError, "the client has left") }
        let message = question.outgoing(id: id, of: server)
        if let caller = question.caller, caller.session === self { caller.pass(message) } else { tell(message) }
        question.onWithdrawal { [weak self] in self?.takeBack(id) }
    }

    /// Why the client cannot be asked; nil if it can.
    func objection(to question: ServerQuestion) -> String? {
        let (capabilities, version) = state.withLock { ($0.capabilities, $0.version) }
        // What a client of an older revision declares under this name is nothing that it could answer.
        if question.envelope.knownMethod == .createElicitation, version.map({ $0 < .v2025_06_18 }) ?? true {
            return "the client does not support elicitation"
        }
        return question.objection(given: capabilities)
    }

    /// Gives a client's response to the server that asked.
    func answered(_ message: ByteBuffer, _ envelope: Envelope) {
        guard let id = envelope.id.flatMap({ message.integer(at: $0) }) else { return }
        state.withLock { $0.questions.removeValue(forKey: id) }?.answer(message, envelope)
    }

    private func takeBack(_ id: Int64) {
        guard let question = state.withLock({ $0.questions.removeValue(forKey: id) }) else { return }
        let message = Message.cancelled(requestID: id, reason: "the server took the question back")
        if let caller = question.caller, caller.session === self { caller.pass(message) } else { tell(message) }
    }
}

extension ServerQuestion {
    /// Why a client with these capabilities cannot be asked; nil if it can.
    func objection(given capabilities: JSONText?) -> String? {
        let params = envelope.params.flatMap { try? JSONText(message.piece($0)) }
        switch envelope.knownMethod {
        case .createMessage:
            guard let sampling = capabilities?["sampling"] else { return "the client does not support sampling" }
            let hasTools = params?["tools"] != nil
            return hasTools && sampling["tools"] == nil ? "the client does not support tools in sampling" : nil
        case .createElicitation:
            guard let elicitation = capabilities?["elicitation"] else {
                return "the client does not support elicitation"
            }
            let (takesForms, takesURLs) = (elicitation["form"] != nil, elicitation["url"] != nil)
            guard params?["mode"]?.string == "url" else {
                // Who names neither mode takes forms (specification 2025-11-25, client/elicitation).
                return takesForms || !takesURLs ? nil : "the client does not support elicitation by form"
            }
            return takesURLs ? nil : "the client does not support elicitation by URL"
        case .rootsList: return capabilities?["roots"] == nil ? "the client does not support roots" : nil
        default: return "the client offers no such method"
        }
    }

    /// The question as the client gets it: under our id, and saying which server asks: the client sees the gateway only.
    func outgoing(id: Int64, of server: ServerName) -> ByteBuffer {
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        if envelope.knownMethod == .createElicitation, let params = envelope.params,
            let text = try? JSONText(message.piece(params)), let range = text.range(of: "message"),
            let words = text["message"]?.string
        {
            let place = (params.lowerBound + range.lowerBound)..<(params.lowerBound + range.upperBound)
            splicer.replace(place, with: ByteBuffer(string: JSONString.quoting("[\(server)] \(words)")))
        }
        var outgoing = splicer.applied(to: message)
        if envelope.hasLineBreaks { outgoing.joinLines() }
        return outgoing
    }
}
