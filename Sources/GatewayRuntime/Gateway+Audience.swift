import Logging
import ModelContextProtocol
import NIOCore
import Spec
import Synchronization

// What servers say of themselves, and whom of the clients it reaches.

extension Gateway {
    /// Whom a server's news reach.
    var audience: BackendAudience {
        BackendAudience(
            offeringChanged: { [weak self] backend in
                self?.change { _ in }
                self?.learnSoon(from: backend)
            },
            foundOther: { [weak self] in self?.countWithheld() },
            returned: { [weak self] in self?.remind($0) },
            notice: { [weak self] in self?.notice($0, $1, $2, $3) },
            start: { [weak self] original, started in
                guard let self else { return started(.failure(.notSent)) }
                self.startCopy(of: original, started)
            },
            question: { [weak self] in self?.ask($0, of: $1) }
        )
    }

    /// A server's notification; `only` one session hears of it if the server is that session's own.
    func notice(
        _ backend: Backend,
        _ message: ByteBuffer,
        _ envelope: Envelope,
        _ caller: ClientRequest?,
        only session: ClientSession? = nil
    ) {
        switch envelope.knownMethod {
        case .message: logged(by: backend, message, envelope, caller, session)
        // It says nothing but the URI, which its subscribers know.
        case .resourceUpdated: updated(by: backend, message, envelope)
        case .elicitationComplete:
            guard let (message, _) = screened(message, envelope, from: backend.address.server) else { return }
            (session ?? (opening.questions == .all ? soleSession : nil))?.tell(message)
        default: break
        }
    }

    private func logged(
        by backend: Backend,
        _ message: ByteBuffer,
        _ envelope: Envelope,
        _ caller: ClientRequest?,
        _ session: ClientSession?
    ) {
        guard let (message, envelope) = screened(message, envelope, from: backend.address.server),
            let params = envelope.params, let text = try? JSONText(message.piece(params)),
            let level = text["level"]?.string.flatMap(LogLevel.init)
        else { return }
        let server = backend.address.server.text
        let logger = JSONString.quoting(text["logger"]?.string.map { "\(server)/\($0)" } ?? server)
        var splicer = MessageSplicer()
        if let range = text.range(of: "logger") {
            let place = (params.lowerBound + range.lowerBound)..<(params.lowerBound + range.upperBound)
            splicer.replace(place, with: ByteBuffer(string: logger))
        } else {
            let start = params.lowerBound + 1
            splicer.replace(start..<start, with: ByteBuffer(string: #""logger":\#(logger),"#))
        }
        let labelled = splicer.applied(to: message)
        if let caller { return caller.session?.logged(labelled, level, in: caller) ?? () }
        let audience = session.map { [$0] } ?? state.withLock { Array($0.sessions.values) }
        for session in audience { session.logged(labelled, level, in: nil) }
    }

    private func updated(by backend: Backend, _ message: ByteBuffer, _ envelope: Envelope) {
        guard let uri = envelope.uri.flatMap({ message.string(at: $0) }) else { return }
        let message =
            envelope.meta == nil
            ? message
            : Message.notification(
                MCPMethod.resourceUpdated.rawValue,
                params: #"{"uri":\#(JSONString.quoting(uri))}"#
            )
        let sessions = state.withLock { state in
            state.subscriptions.subscribers(of: uri, at: backend.address.server).compactMap { state.sessions[$0] }
        }
        for session in sessions { session.resourceUpdated(message, uri) }
    }

    // MARK: Subscriptions

    /// Why a subscription did not come about.
    struct SubscriptionProblem: Error {
        let code: JSONRPCErrorCode
        let text: String
    }

    func subscribe(
        _ session: ClientSession,
        to uri: String,
        _ completion: @escaping @Sendable (Result<Void, SubscriptionProblem>) -> Void
    ) {
        let routes = table.routes(forResource: uri).map { [$0.best] + $0.others } ?? []
        guard let backend = routes.first(where: { $0.backend.offering.hasSubscriptions })?.backend else {
            let problem = SubscriptionProblem(
                code: .resourceNotFound,
                text: "no server tells of changes of this resource"
            )
            return completion(.failure(problem))
        }
        let server = backend.address.server
        let outcome = state.withLock { $0.subscriptions.add(uri, at: server, of: session.id) }
        switch outcome {
        case .full: completion(.failure(SubscriptionProblem(code: .invalidRequest, text: "too many subscriptions")))
        case .joined: completion(.success(()))
        case .first:
            send(.resourcesSubscribe, uri, to: backend) { [weak self] problem in
                guard let problem else { return completion(.success(())) }
                _ = self?.state.withLock { $0.subscriptions.remove(uri, at: server, of: session.id) }
                completion(.failure(problem))
            }
        }
    }

    func unsubscribe(_ session: ClientSession, from uri: String) {
        let abandoned = state.withLock { $0.subscriptions.remove(uri, of: session.id) }
        unsubscribeUpstream(abandoned)
    }

    func unsubscribeUpstream(_ abandoned: [Subscriptions.Key]) {
        for key in abandoned {
            guard let backend = state.withLock({ $0.fleet.serving(key.server) }) else { continue }
            send(.resourcesUnsubscribe, key.uri, to: backend) { _ in }
        }
    }

    /// Tells a server that has begun anew what its predecessor was told.
    func remind(_ backend: Backend) {
        setLogLevel(of: backend)
        if case .success(let serving) = backend.outcome, serving.connection.isStateless {
            return serving.connection.listen(to: interest(in: backend))
        }
        for uri in state.withLock({ $0.subscriptions.uris(at: backend.address.server) }) {
            send(.resourcesSubscribe, uri, to: backend) { _ in }
        }
    }

    /// What a server without handshakes shall tell of: its lists, and the resources that clients subscribed to.
    private func interest(in backend: Backend) -> Listening.Interest {
        let uris = state.withLock { $0.subscriptions.uris(at: backend.address.server) }
        return Listening.Interest(lists: backend.offering.announced, uris: uris)
    }

    private func send(
        _ method: MCPMethod,
        _ uri: String,
        to backend: Backend,
        _ completion: @escaping @Sendable (SubscriptionProblem?) -> Void
    ) {
        backend.whenServing { outcome in
            if backend.isAwaited, let successor = self.state.withLock({ $0.fleet.serving(backend.address.server) }),
                !successor.isAwaited
            {
                self.send(method, uri, to: successor, completion)
                return
            }
            guard case .success(let serving) = outcome else {
                return completion(SubscriptionProblem(code: .internalError, text: "the server does not serve now"))
            }
            let refused = SubscriptionProblem(code: .internalError, text: "the server refused the subscription")
            guard !serving.connection.isStateless else {
                return serving.connection.listen(to: self.interest(in: backend)) { completion($0 ? nil : refused) }
            }
            serving.connection.send(timeout: serving.timeout) { id in
                Message.request(method.rawValue, id: id, params: #"{"uri":\#(JSONString.quoting(uri))}"#)
            } completion: { answer in
                if case .response(_, let envelope) = answer, envelope.result != nil { return completion(nil) }
                completion(refused)
            }
        }
    }
}
