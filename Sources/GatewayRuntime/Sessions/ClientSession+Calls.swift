import ModelContextProtocol
import NIOCore
import Spec

extension ClientSession {
    /// How often a call looks for a server anew when the one it went to was being replaced meanwhile.
    private static let maximumAttempts = 4

    /// Sends a request to the server that answers for its destination.
    ///
    /// A tool that no server has yet may be one of a server that is still starting.
    func forward(_ request: ClientRequest, to destination: Destination) {
        if let routed = RoutedRequest(request, to: destination, in: gateway) { return intercept(routed) }
        gateway.whenSettled { [gateway] in
            guard let routed = RoutedRequest(request, to: destination, in: gateway) else {
                return request.finish(destination.unknown(for: request))
            }
            self.intercept(routed)
        }
    }

    /// Sends a request to the server that answers for it now.
    private func reroute(_ routed: RoutedRequest) {
        guard let routes = routed.destination.routes(in: gateway.table) else {
            return routed.request.finish(routed.destination.unknown(for: routed.request))
        }
        let again = routed.changed { course in
            course.turn(to: routes.best, alternatives: routes.others)
            course.attempt += 1
        }
        forward(again)
    }

    func forward(_ routed: RoutedRequest) {
        let backend = routed.route.backend
        if let reopened = routed.request.reopened, reopened.server != backend.address.server {
            return routed.request.finish(routed.request.unknownState)
        }
        guard routed.route.isolation == .shared else { return forwardIsolated(routed) }
        if let outcome = backend.outcome { return proceed(routed, outcome) { send(routed, on: $0) } }
        wait(routed)
    }

    /// Sends a request once its server serves.
    func wait(_ routed: RoutedRequest) {
        wait(routed) { self.send(routed, on: $0) }
    }

    /// Does something for a request once its server serves.
    func wait(_ routed: RoutedRequest, then next: @escaping @Sendable (Backend.Serving) -> Void) {
        let backend = routed.route.backend
        let ticket = ParkedCalls.Ticket()
        routed.request.onWithdrawal { _ in backend.withdraw(ticket) }
        backend.whenServing(ticket) { self.proceed(routed, $0, next) }
    }

    private func proceed(
        _ routed: RoutedRequest,
        _ outcome: Result<Backend.Serving, BackendFailure>,
        _ next: (Backend.Serving) -> Void
    ) {
        switch outcome {
        case .success(let serving): next(serving)
        case .failure(let failure): failed(routed, failure)
        }
    }

    func send(_ routed: RoutedRequest, on serving: Backend.Serving) {
        routed.times?.noteSending()
        write(routed, to: serving)
    }

    private func write(_ routed: RoutedRequest, to serving: Backend.Serving) {
        let request = routed.request
        guard !request.isFinished else { return routed.endServer() }
        let token = request.progressToken
        let isStateless = serving.connection.isStateless
        let id = serving.connection.send(
            timeout: serving.timeout,
            caller: request,
            make: { isStateless ? routed.described(id: $0) : routed.outgoing(id: $0) },
            progress: token == nil ? nil : progress(of: routed),
            completion: { answer in
                switch answer {
                case .response(let message, let envelope) where isStateless:
                    self.answered(routed, message, envelope, on: serving)
                case .response(let message, let envelope):
                    let (message, envelope) = routed.askingForInput(message, envelope) ?? (message, envelope)
                    self.answered(routed, message, envelope)
                case .failed(let failure): self.failed(routed, failure)
                }
            }
        )
        guard let id else { return }
        request.onWithdrawal { [connection = serving.connection] in connection.cancel(id, reason: $0) }
    }

    private func progress(of routed: RoutedRequest) -> @Sendable (ByteBuffer, Envelope) -> Void {
        { [gateway, request = routed.request, server = routed.route.backend.address.server] message, envelope in
            // Progress while nobody listens is not worth keeping.
            let receiver = request.current
            guard let token = receiver.progressToken, message.saysHowFar(envelope),
                let (message, envelope) = gateway.screened(message, envelope, from: server)
            else { return }
            receiver.pass(message.progress(envelope, for: token))
        }
    }

    func answered(_ routed: RoutedRequest, _ message: ByteBuffer, _ envelope: Envelope) {
        defer { routed.endServer() }
        let alternatives = routed.course.alternatives
        if let next = alternatives.first, !routed.request.isFinished, message.saysNotFound(envelope) {
            return forward(routed.changed { $0.turn(to: next, alternatives: alternatives.dropFirst()) })
        }
        finish(routed, message, envelope)
    }

    /// A call that never left goes elsewhere, and so does one that can do no harm twice; any other failure of a tool is
    /// a result that models can read.
    func failed(_ routed: RoutedRequest, _ failure: BackendFailure) {
        defer { routed.endServer() }
        let (request, backend) = (routed.request, routed.route.backend)
        if failure == .notSent, routed.course.attempt < Self.maximumAttempts, !request.isFinished {
            return reroute(routed)
        }
        if case .ended = failure, routed.route.isIdempotent, !routed.course.isRetry, !request.isFinished {
            return reroute(routed.changed { $0.isRetry = true })
        }
        finish(routed, failure, "The server '\(backend.address.server)' \(failure.sentence).")
    }
}

extension ByteBuffer {
    /// Whether a progress notification has what it must (specification 2025-11-25, schema, `ProgressNotificationParams`).
    fileprivate func saysHowFar(_ envelope: Envelope) -> Bool {
        let params = envelope.params.flatMap { try? JSONText(piece($0)) }
        return params?["progress"]?.isNumber == true
    }

    /// A server's progress notification as its client gets it.
    fileprivate func progress(_ envelope: Envelope, for token: ByteBuffer) -> ByteBuffer {
        var splicer = MessageSplicer()
        splicer.replace(envelope.progressToken, with: token)
        return splicer.applied(to: self)
    }

    /// True for an error that means that the server does not know what was asked for.
    fileprivate func saysNotFound(_ envelope: Envelope) -> Bool {
        let error = envelope.error.flatMap { try? JSONText(piece($0)) }
        guard let code = error?["code"]?.integer.map({ Int($0) }) else { return false }
        return [JSONRPCErrorCode.resourceNotFound, .invalidParams, .methodNotFound].contains { $0.rawValue == code }
    }
}
