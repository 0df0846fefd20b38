import ModelContextProtocol
import NIOCore
import Synchronization

extension ClientSession {
    /// Subscribes to a resource: its server is asked for the first of all subscribers only.
    func subscribe(_ request: ClientRequest) {
        guard let uri = request.string(at: request.envelope.uri) else { return Self.refuse(request, missing: "uri") }
        gateway.subscribe(self, to: uri) { outcome in
            switch outcome {
            case .success: request.finish(Message.result("{}", id: request.id))
            case .failure(let problem):
                request.finish(Message.error(problem.code, problem.text, id: request.id))
            }
        }
    }

    func unsubscribe(_ request: ClientRequest) {
        guard let uri = request.string(at: request.envelope.uri) else { return Self.refuse(request, missing: "uri") }
        gateway.unsubscribe(self, from: uri)
        request.finish(Message.result("{}", id: request.id))
    }

    /// Tells the client of lists that have changed, unless it has not looked since it was told before.
    func listsChanged(_ kinds: Set<ListKind>) {
        let (methods, listeners) = state.withLock { state in
            let news = kinds.intersection(state.listed)
            state.listed.subtract(kinds)
            return (Set(news.map(\.changed)), Array(state.listeners.values))
        }
        for method in methods.sorted(by: { $0.rawValue < $1.rawValue }) {
            tell(Message.notification(method.rawValue))
        }
        for listener in listeners { listener.listsChanged(kinds) }
    }

    /// Tells a subscriber that a resource has changed.
    func resourceUpdated(_ message: ByteBuffer, _ uri: String) {
        let listeners = state.withLock { Array($0.listeners.values) }
        if listeners.isEmpty { tell(message) }
        for listener in listeners { listener.resourceUpdated(uri) }
    }

    /// The level that a client without log messages of single requests reads; nil before its handshake.
    var chosenLogLevel: LogLevel? { state.withLock { $0.version == nil ? nil : $0.logLevel } }

    /// Passes on a server's log message: on the stream of the request in whose course it came, if that is certain.
    func logged(_ message: ByteBuffer, _ level: LogLevel, in request: ClientRequest?) {
        if let request {
            let lowest = request.isStateless ? request.statelessLogLevel : state.withLock { $0.logLevel }
            if let lowest, lowest <= level { request.pass(message) }
        } else if state.withLock({ $0.version != nil && $0.logLevel <= level }) {
            tell(message)
        }
    }
}
