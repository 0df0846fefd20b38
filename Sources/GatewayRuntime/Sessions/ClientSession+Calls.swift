import ModelContextProtocol
import NIOCore
import Spec

extension ClientSession {
    /// How often a call looks for a server anew when the one it went to was being replaced meanwhile.
    private static let maximumAttempts = 4

    /// Routes a `tools/call`.
    ///
    /// A tool that no server has yet may be one of a server that is still starting.
    func call(_ request: ClientRequest) {
        guard let name = request.envelope.name.flatMap({ request.message.string(at: $0) }) else {
            request.finish(Message.error(.invalidParams, "'name' is missing", id: request.id))
            return
        }
        guard let route = gateway.table.route(for: name) else {
            gateway.whenSettled { self.route(request, name) }
            return
        }
        forward(request, name, over: route, attempt: 1)
    }

    private func route(_ request: ClientRequest, _ name: String, attempt: Int = 1) {
        guard let route = gateway.table.route(for: name) else {
            let text = "unknown tool '\(UntrustedText.escaping(String(name.prefix(128))))'"
            return request.finish(Message.error(.invalidParams, text, id: request.id))
        }
        forward(request, name, over: route, attempt: attempt)
    }

    private func forward(_ request: ClientRequest, _ name: String, over route: RouteTable.Route, attempt: Int) {
        if let outcome = route.backend.outcome {
            return proceed(request, name, over: route, outcome, attempt)
        }
        let ticket = ParkedCalls.Ticket()
        request.onWithdrawal { _ in route.backend.withdraw(ticket) }
        route.backend.whenServing(ticket) { self.proceed(request, name, over: route, $0, attempt) }
    }

    private func proceed(
        _ request: ClientRequest,
        _ name: String,
        over route: RouteTable.Route,
        _ outcome: Result<Backend.Serving, BackendFailure>,
        _ attempt: Int
    ) {
        switch outcome {
        case .success(let serving): send(request, name, over: route, on: serving, attempt)
        case .failure(let failure): failed(request, name, route, failure, attempt)
        }
    }

    private func send(
        _ request: ClientRequest,
        _ name: String,
        over route: RouteTable.Route,
        on serving: Backend.Serving,
        _ attempt: Int
    ) {
        guard !request.isFinished else { return }
        let token = request.progressToken
        let id = serving.connection.send(
            timeout: serving.timeout,
            make: { request.outgoing(id: $0, name: route.originalName) },
            progress: token.map { Self.progress(of: request, under: $0) },
            completion: { answer in
                switch answer {
                case .response(let message, let envelope): request.finish(message.response(envelope, to: request.id))
                case .failed(let failure): self.failed(request, name, route, failure, attempt)
                }
            }
        )
        guard let id else { return }
        request.onWithdrawal { [connection = serving.connection] in connection.cancel(id, reason: $0) }
    }

    private static func progress(
        of request: ClientRequest,
        under token: ByteBuffer
    ) -> @Sendable (ByteBuffer, Envelope) -> Void {
        { message, envelope in request.pass(message.progress(envelope, for: token)) }
    }

    /// A call that never left goes elsewhere; any other failure is a result that models can read.
    private func failed(
        _ request: ClientRequest,
        _ name: String,
        _ route: RouteTable.Route,
        _ failure: BackendFailure,
        _ attempt: Int
    ) {
        if failure == .notSent, attempt < Self.maximumAttempts, !request.isFinished {
            return self.route(request, name, attempt: attempt + 1)
        }
        let text = "The server '\(route.backend.address.server)' \(failure.sentence)."
        request.finish(Message.toolError(text, id: request.id))
    }
}

extension ClientRequest {
    /// The call as its server gets it: under our id, with the server's own name for the tool, and with a token for
    /// progress that is the id.
    fileprivate func outgoing(id: Int64, name: ByteBuffer?) -> ByteBuffer {
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        if let name { splicer.replace(envelope.name, with: name) }
        splicer.replace(envelope.requestedProgressToken, with: id)
        var outgoing = splicer.applied(to: message)
        if envelope.hasLineBreaks { outgoing.joinLines() }
        return outgoing
    }
}

extension ByteBuffer {
    /// A server's response as its client gets it.
    fileprivate func response(_ envelope: Envelope, to id: ByteBuffer) -> ByteBuffer {
        var splicer = MessageSplicer()
        splicer.replace(envelope.id, with: id)
        return splicer.applied(to: self)
    }

    /// A server's progress notification as its client gets it.
    fileprivate func progress(_ envelope: Envelope, for token: ByteBuffer) -> ByteBuffer {
        var splicer = MessageSplicer()
        splicer.replace(envelope.progressToken, with: token)
        return splicer.applied(to: self)
    }
}
