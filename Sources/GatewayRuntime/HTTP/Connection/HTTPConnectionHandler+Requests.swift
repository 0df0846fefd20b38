import NIOCore
import NIOHTTP1

extension HTTPConnectionHandler {
    /// How much of a refused body is read so that the connection can go on.
    private static let discardedBytes = 16 << 20

    func take(_ part: HTTPServerRequestPart) {
        switch (part, phase) {
        case (.head(let head), .idle): begin(RequestHead(head))
        case (.body(let bytes), .receiving): collect(bytes)
        case (.end, .receiving(let route)): react(to: endpoint.respond(to: route, with: takeBody()))
        case (.body(let bytes), .discarding(let count)): discard(bytes, after: count)
        case (.end, .discarding): finish()
        case (.head, .receiving), (.head, .discarding), (.body, .idle), (.end, .idle): context?.close(promise: nil)
        case (_, .answering): waiting.append(part)
        }
    }

    /// Begins a request whose head is one that was let in before.
    func begin(_ route: StreamableEndpoint.Route) {
        lastActivity = .now()
        phase = .receiving(route)
    }

    /// The posted request whose head has come, and nothing more of it.
    var posted: (head: RequestHead, route: StreamableEndpoint.Route)? {
        guard case .receiving(let route) = phase, case .post(let head, _) = route, body.readableBytes == 0 else {
            return nil
        }
        return (head, route)
    }

    private func begin(_ head: RequestHead) {
        (isKeepAlive, method, version) = (isKeepAlive && head.isKeepAlive, head.method, head.version)
        do {
            phase = .receiving(try endpoint.admit(head))
            if head.expect?.lowercased() == "100-continue" {
                send(ResponseBytes.continue)
                context?.flush()
            }
        } catch {
            refuse(error)
        }
    }

    /// A body that comes in one piece, as nearly all do, is not copied.
    private func collect(_ bytes: ByteBuffer) {
        guard body.readableBytes + bytes.readableBytes <= endpoint.limits.bodyBytes else {
            body = ByteBuffer()
            return refuse(.tooLarge(limit: endpoint.limits.bodyBytes))
        }
        if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
    }

    private func takeBody() -> ByteBuffer {
        defer { body = ByteBuffer() }
        return body
    }

    private func discard(_ bytes: ByteBuffer, after count: Int) {
        let count = count + bytes.readableBytes
        phase = .discarding(bytes: count)
        if count > Self.discardedBytes { context?.close(promise: nil) }
    }

    private func refuse(_ refusal: Refusal) {
        phase = .discarding(bytes: 0)
        write(Answer(refusal, to: method))
        context?.flush()
    }

    private func react(to reaction: Reaction) {
        switch reaction {
        case .answer(let answer):
            write(answer)
            context?.flush()
            finish()
        case .exchange(let exchange): start(exchange)
        }
    }

    private func start(_ exchange: Exchange) {
        guard let context else { return }
        phase = .answering(exchange, isStream: false)
        keepAlives = 0
        if exchange.isStreamAtOnce { beginStream(exchange) }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        exchange.outbox.attach { [outbox = exchange.outbox, eventLoop = context.eventLoop] isOver in
            if eventLoop.inEventLoop {
                bound.value.wake(outbox, isOver: isOver)
            } else {
                eventLoop.execute { bound.value.wake(outbox, isOver: isOver) }
            }
        }
        endpoint.start(exchange)
    }

    /// Ends a request that has been answered: the next one may come.
    func finish() {
        phase = .idle
        if !isKeepAlive { context?.close(promise: nil) }
    }

    /// Nobody reads the answer any more.
    func abandon() {
        guard case .answering(let exchange, _) = phase else { return phase = .idle }
        phase = .idle
        exchange.outbox.detach()
        endpoint.ended(exchange, isComplete: false)
    }
}
