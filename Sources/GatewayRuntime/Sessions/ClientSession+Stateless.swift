import ModelContextProtocol
import NIOCore
import Synchronization

/// The era without handshakes (specification 2026-07-28): every request says itself who asks, and what the asker can do.
extension ClientSession {
    func handleStateless(_ request: ClientRequest) {
        if let refusal = request.envelopeRefusal { return request.finish(refusal) }
        switch request.envelope.knownMethod {
        case .discover: discover(request)
        case .subscriptionsListen: listen(request)
        case .toolsCall, .promptsGet, .resourcesRead:
            if !resume(request) { handleInEitherEra(request) }
        default: handleInEitherEra(request)
        }
    }

    private func discover(_ request: ClientRequest) {
        let versions = StatelessVersion.allCases.map { #""\#($0.rawValue)""# }.joined(separator: ",")
        let result =
            #"{"supportedVersions":[\#(versions)],"capabilities":\#(GatewayCapabilities.stateless)"#
            + "\(gateway.instructionsMember)}"
        request.finish(result: ByteBuffer(string: result))
    }

    /// Goes on with what the client was asked back about; false for a request that begins something.
    private func resume(_ request: ClientRequest) -> Bool {
        guard let range = request.range(of: ["params", "requestState"]) else { return false }
        if let text = request.string(at: range), RequestStateSeal.isSealed(text) { return !reopen(text, for: request) }
        guard accept(request) else { return true }
        let handle = request.string(at: range).flatMap(gateway.takeSuspended)
        guard let handle, handle.isResumed(by: request) else {
            request.finish(request.unknownState)
            return true
        }
        handle.resume(as: request)
        return true
    }

    /// Goes on with what a server without handshakes asked back; false for a state that is good for nothing.
    private func reopen(_ text: String, for request: ClientRequest) -> Bool {
        guard let contents = gateway.seal.open(text, for: request, at: gateway.time.elapsed()) else {
            request.finish(request.unknownState)
            return false
        }
        request.reopen(contents)
        return true
    }

    private func listen(_ request: ClientRequest) {
        guard accept(request) else { return }
        guard let listener = ChangeListener(request) else {
            return request.finish(Message.error(.invalidParams, "'notifications' is missing", id: request.id))
        }
        state.withLock { $0.listeners[request.id] = listener }
        request.onWithdrawal { [weak self] _ in
            guard let self else { return }
            for uri in listener.uris { self.gateway.unsubscribe(self, from: uri) }
        }
        listener.acknowledge()
        for uri in listener.uris { gateway.subscribe(self, to: uri) { _ in } }
    }

    /// Ends every stream of changes the way that the specification has for the gateway's own end.
    func endListening() {
        let listeners = state.withLock { state in
            defer { state.listeners = [:] }
            return state.listeners.values
        }
        for listener in listeners { listener.end() }
    }
}

extension ClientRequest {
    /// The refusal of a request state that means nothing.
    var unknownState: ByteBuffer {
        let text = "the request state is not, or no longer, known, or belongs to another request"
        return Message.error(.invalidParams, text, id: id)
    }

    /// The lowest level of the log messages that the client wants in the course of this request; nil for none.
    var statelessLogLevel: LogLevel? {
        // What cannot be read asks for nothing.
        (try? StatelessEnvelope(message, envelope))?.logLevel
    }

    /// Why a request cannot be served as it describes itself; nil if it can.
    fileprivate var envelopeRefusal: ByteBuffer? {
        do {
            _ = try StatelessEnvelope(message, envelope)
            return nil
        } catch {
            return Message.error(error.code, error.text, id: id, data: error.data)
        }
    }
}
