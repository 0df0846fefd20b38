import CallTraces
import ModelContextProtocol
import NIOCore
import Telemetry

extension ClientSession {
    /// Takes a request through the interceptors and then to its server.
    func intercept(_ routed: RoutedRequest) {
        guard let pipeline = gateway.pipeline else { return forward(routed) }
        var call = InterceptedCall(routed, in: self)
        let passage = pipeline.before(&call) {
            { call, passage in self.proceed(routed.intercepted(call), passage) }
        }
        if let passage { proceed(routed.intercepted(call), passage) }
    }

    private func proceed(_ routed: RoutedRequest, _ passage: InterceptorPipeline.Passage) {
        switch passage {
        case .passed: forward(routed)
        case .refused(let text): refuse(routed, text)
        case .answered(let result):
            let answer = InterceptedAnswer(payload: result, isError: false)
            finish(routed, answer) { self.deliver(routed, $0) }
        }
    }

    /// Takes a server's response through the interceptors and then to the client.
    func finish(_ routed: RoutedRequest, _ message: ByteBuffer, _ envelope: Envelope) {
        guard let call = routed.call, let pipeline = gateway.pipeline, let range = envelope.result ?? envelope.error
        else {
            return deliver(routed, message, envelope)
        }
        var answer = InterceptedAnswer(payload: message.piece(range), isError: envelope.result == nil)
        let outcome = pipeline.after(call, &answer) {
            { answer, outcome in self.conclude(routed, answer, outcome, of: message, envelope) }
        }
        if let outcome { conclude(routed, answer, outcome, of: message, envelope) }
    }

    private func conclude(
        _ routed: RoutedRequest,
        _ answer: InterceptedAnswer,
        _ outcome: InterceptorPipeline.Return,
        of message: ByteBuffer,
        _ envelope: Envelope
    ) {
        switch outcome {
        case .refused(let text): refuse(routed, text)
        case .passed where answer.isChanged: deliver(routed, answer)
        case .passed: deliver(routed, message, envelope)
        }
    }

    /// Takes what the gateway says of a server that has failed through the interceptors and then to the client: it may
    /// quote the server.
    func finish(_ routed: RoutedRequest, _ failure: BackendFailure, _ text: String) {
        trace(routed, failure.outcome, error: failure.sentence)
        let id = routed.requestID
        if failure != .cancelled { gateway.failures.note(id, routed, failure.sentence) }
        finish(routed, routed.destination.refusal("\(text) (request \(id))", of: id)) { answer in
            routed.request.deliver { $0.finish(answer) }
        }
    }

    /// Takes an answer of the gateway's own through the interceptors.
    private func finish(
        _ routed: RoutedRequest,
        _ made: InterceptedAnswer,
        _ completion: @escaping @Sendable (InterceptedAnswer) -> Void
    ) {
        guard let call = routed.call, let pipeline = gateway.pipeline else { return completion(made) }
        let conclude: InterceptorPipeline.Returning = { answer, outcome in
            switch outcome {
            case .passed: completion(answer)
            case .refused(let text): self.refuse(routed, text)
            }
        }
        var answer = made
        if let outcome = pipeline.after(call, &answer, later: { conclude }) { conclude(answer, outcome) }
    }

    private func refuse(_ routed: RoutedRequest, _ text: String) {
        trace(routed, .blocked, error: text)
        let id = routed.requestID
        gateway.failures.note(id, routed, text)
        let answer = routed.destination.refusal(text, of: id)
        routed.request.deliver { $0.finish(answer) }
    }

    /// Gives the client a server's response as it is.
    private func deliver(_ routed: RoutedRequest, _ message: ByteBuffer, _ envelope: Envelope) {
        if routed.times != nil {
            let payload = (envelope.result ?? envelope.error).map { message.piece($0) }
            trace(routed, message.outcome(envelope), result: payload, resultBytes: message.readableBytes)
        }
        let request = routed.request
        if request.isAnsweredHere { return request.finish(message, envelope) }
        request.deliver { $0.finish(message, envelope) }
    }

    private func deliver(_ routed: RoutedRequest, _ answer: InterceptedAnswer) {
        let bytes = answer.payload.readableBytes
        trace(routed, answer.isError ? .error : .ok, result: answer.payload, resultBytes: bytes)
        routed.request.deliver { $0.finish(answer) }
    }

    private func trace(
        _ routed: RoutedRequest,
        _ outcome: CallTrace.Outcome,
        result: ByteBuffer? = nil,
        resultBytes: Int = 0,
        error: String? = nil
    ) {
        guard let times = routed.times else { return }
        let (backend, durations) = (routed.route.backend, times.durations)
        var call = EndedCall(
            id: times.id,
            session: id,
            client: clientName,
            address: backend.address,
            serverType: backend.serverType,
            destination: routed.destination,
            start: times.start,
            duration: durations.whole,
            queue: durations.queue,
            outcome: outcome,
            error: error,
            requestBytes: routed.request.message.readableBytes,
            resultBytes: resultBytes,
            span: routed.span
        )
        if let contents = gateway.contents {
            call.arguments = contents.text(of: routed.request.subject(of: routed.destination))
            call.result = result.map { contents.text(of: $0) }
        }
        for observer in gateway.observers { observer.ended(call) }
    }
}

extension ClientRequest {
    /// Answers with what interceptors made of an answer, in the form of the request's era.
    fileprivate func finish(_ answer: InterceptedAnswer) {
        guard answer.isError else { return finish(result: answer.payload) }
        finish(Message.error(isStateless ? StatelessResult.error(answer.payload) : answer.payload, id: id))
    }
}
