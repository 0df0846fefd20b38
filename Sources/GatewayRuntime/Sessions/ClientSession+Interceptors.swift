import CallTraces
import ModelContextProtocol
import NIOCore
import Telemetry

extension ClientSession {
    /// Takes a request through the interceptors and then to its server.
    func intercept(_ routed: RoutedRequest) {
        guard let pipeline = gateway.pipeline else { return forward(routed) }
        let id = routed.times?.id ?? CallID()
        pipeline.before(InterceptedCall(routed, in: self, requestID: id)) { passage in
            switch passage {
            case .passed(let call): self.forward(routed.intercepted(call))
            case .refused(let call, let text): self.refuse(routed.intercepted(call), text)
            case .answered(let call, let result):
                let routed = routed.intercepted(call)
                self.finish(routed, InterceptedAnswer(payload: result, isError: false)) { answer in
                    self.deliver(routed, answer)
                }
            }
        }
    }

    /// Takes a server's response through the interceptors and then to the client.
    func finish(_ routed: RoutedRequest, _ message: ByteBuffer, _ envelope: Envelope) {
        guard routed.call != nil, let range = envelope.result ?? envelope.error else {
            trace(
                routed,
                message.outcome(envelope),
                result: message.payload(envelope),
                resultBytes: message.readableBytes
            )
            return routed.request.deliver { $0.finish(message, envelope) }
        }
        let answer = InterceptedAnswer(payload: message.piece(range), isError: envelope.result == nil)
        finish(routed, answer) { answer in
            guard !answer.isChanged else { return self.deliver(routed, answer) }
            self.trace(
                routed,
                message.outcome(envelope),
                result: answer.payload,
                resultBytes: message.readableBytes
            )
            routed.request.deliver { $0.finish(message, envelope) }
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

    private func finish(
        _ routed: RoutedRequest,
        _ answer: InterceptedAnswer,
        _ completion: @escaping @Sendable (InterceptedAnswer) -> Void
    ) {
        guard let call = routed.call, let pipeline = gateway.pipeline else { return completion(answer) }
        pipeline.after(call, answer) { answer, refusal in
            guard let refusal else { return completion(answer) }
            self.refuse(routed, refusal)
        }
    }

    private func refuse(_ routed: RoutedRequest, _ text: String) {
        trace(routed, .blocked, error: text)
        let id = routed.requestID
        gateway.failures.note(id, routed, text)
        let answer = routed.destination.refusal(text, of: id)
        routed.request.deliver { $0.finish(answer) }
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

extension ByteBuffer {
    /// The result of a response, or its error.
    fileprivate func payload(_ envelope: Envelope) -> ByteBuffer? {
        (envelope.result ?? envelope.error).map { piece($0) }
    }
}

extension RoutedRequest {
    fileprivate func intercepted(_ call: InterceptedCall) -> Self {
        var routed = self
        routed.call = call
        return routed
    }
}

extension ClientRequest {
    /// Answers with what interceptors made of an answer, in the form of the request's era.
    fileprivate func finish(_ answer: InterceptedAnswer) {
        guard answer.isError else { return finish(result: answer.payload) }
        finish(Message.error(isStateless ? StatelessResult.error(answer.payload) : answer.payload, id: id))
    }
}
