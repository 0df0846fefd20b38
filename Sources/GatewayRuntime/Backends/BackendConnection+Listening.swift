import Logging
import ModelContextProtocol
import NIOCore
import Synchronization

// Servers without handshakes tell of changes in the course of one long request.

extension BackendConnection {
    /// How long the server may take to agree.
    private static let agreement: TimeAmount = .seconds(15)
    private static let subscriptionKey = "io.modelcontextprotocol/subscriptionId"

    /// Has the server tell of what is wanted, and of nothing else; called back once it has agreed, or has not.
    func listen(to interest: Listening.Interest, _ completion: @escaping Listening.Completion = { _ in }) {
        let (sends, done) = state.withLock { $0.listening.want(interest, completion) }
        if let done { completion(done) }
        if sends { sendListen() }
    }

    private func sendListen() {
        let (id, interest) = state.withLock { state in
            let id = state.pending.reserveID()
            return (id, state.listening.sent(id))
        }
        write(request(.subscriptionsListen, id: id, params: #""notifications":\#(interest.filter)"#))
        eventLoop.scheduleTask(in: Self.agreement) { [weak self] in
            guard let self, self.state.withLock({ $0.listening.isAwaited(id) }) else { return }
            self.write(Message.cancelled(requestID: id, reason: "not acknowledged in time"))
            self.stoppedListening(id, isRefused: false)
        }
    }

    /// The server agrees to tell of what was asked for.
    func acknowledged(_ line: ByteBuffer, _ envelope: Envelope) {
        guard let id = subscription(line, envelope),
            let outcome = state.withLock({ $0.listening.acknowledged(id) })
        else { return }
        if let former = outcome.cancels { write(Message.cancelled(requestID: former, reason: "replaced")) }
        if outcome.isAfterGap { changed(Set(ListKind.allCases)) }
        for body in outcome.completed { body(true) }
        if outcome.sendsAgain { sendListen() }
    }

    /// A response that belongs to no other request.
    func stoppedListening(_ id: Int64, _ line: ByteBuffer, _ envelope: Envelope) {
        let code = envelope.error.flatMap { try? JSONText(line.piece($0)) }?["code"]?.integer
        stoppedListening(id, isRefused: code == Int64(JSONRPCErrorCode.methodNotFound.rawValue))
    }

    private func stoppedListening(_ id: Int64, isRefused: Bool) {
        let chance = Double.random(in: 0...1)
        let outcome = state.withLock { state in
            state.refusal == nil ? state.listening.ended(id, isRefused: isRefused, chance: chance) : nil
        }
        guard let outcome else { return }
        for body in outcome.failed { body(false) }
        guard let delay = outcome.retry else { return }
        logger.debug("a server stopped telling of changes, and is asked again", metadata: ["after": "\(delay)"])
        eventLoop.scheduleTask(in: TimeAmount(delay)) { [weak self] in
            guard let self, self.isOpen, self.state.withLock({ $0.listening.resumed() }) else { return }
            self.sendListen()
        }
    }

    /// Whether news come on a stream that this connection opened: another gateway may have listened before.
    func isAskedFor(_ line: ByteBuffer, _ envelope: Envelope) -> Bool {
        guard isStateless else { return true }
        guard let id = subscription(line, envelope) else { return false }
        return state.withLock { $0.listening.owns(id) }
    }

    private func subscription(_ line: ByteBuffer, _ envelope: Envelope) -> Int64? {
        envelope.meta.flatMap { try? JSONText(line.piece($0)) }?[Self.subscriptionKey]?.integer
    }

    /// The server need not tell of anything any more.
    func stopListening() {
        for id in state.withLock({ $0.listening.stop() }) {
            write(Message.cancelled(requestID: id, reason: "no longer needed"))
        }
    }
}
