import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

// What servers ask, and what they are told of their clients.

extension Gateway {
    /// The one client, where there can be only one.
    var soleSession: ClientSession? {
        state.withLock { $0.sessions.count == 1 ? $0.sessions.values.first : nil }
    }

    func ask(_ backend: Backend, of question: ServerQuestion) {
        guard opening.questions == .all, let session = question.caller?.session ?? soleSession else {
            return question.decline("no client can be asked: several may be behind this server")
        }
        session.ask(question, of: backend.address.server)
    }

    /// The client's roots have changed: whoever may ask for them is told.
    func rootsChanged() {
        guard opening.questions == .all else { return }
        broadcast(Message.notification(MCPMethod.rootsListChanged.rawValue)) { _ in true }
    }

    private func broadcast(_ message: ByteBuffer, to isMeant: (Offering) -> Bool) {
        let backends = state.withLock { $0.fleet.backends }
        for backend in backends where isMeant(backend.offering) {
            // Servers without handshakes take no such notification.
            guard case .success(let serving) = backend.outcome, !serving.connection.isStateless else { continue }
            serving.connection.write(message)
        }
    }

    // MARK: Log levels

    /// Has every server write what at least one client wants to read.
    func logLevelChanged() {
        for backend in state.withLock({ $0.fleet.backends }) { setLogLevel(of: backend) }
    }

    func setLogLevel(of backend: Backend) {
        let sessions = state.withLock { Array($0.sessions.values) }
        let level = sessions.compactMap(\.chosenLogLevel).min()
        guard let level, backend.offering.hasLogging, case .success(let serving) = backend.outcome else { return }
        serving.connection.send(timeout: serving.timeout) { id in
            Message.request(MCPMethod.setLevel.rawValue, id: id, params: #"{"level":"\#(level.rawValue)"}"#)
        } completion: { _ in
        }
    }
}
