import DequeModule
import Logging
import NIOCore
import NIOHTTP1

/// One client's connection: reads requests one after the other and writes their answers.
///
/// It takes no task and no change of threads: a request is read, handled and answered where its connection lives.
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Where the connection stands in the request that it reads or answers.
    private enum Phase {
        case idle
        case receiving(StreamableEndpoint.Route)
        /// It was answered before its end: the rest is skipped, but not without bound.
        case discarding(bytes: Int)
        case answering(Exchange, isStream: Bool)
    }

    /// How much of a refused body is read so that the connection can go on.
    private static let discardedBytes = 16 << 20

    private let endpoint: StreamableEndpoint
    private let connections: OpenConnections
    private var context: ChannelHandlerContext?
    private var phase = Phase.idle
    private var isKeepAlive = true
    private var method = HTTPMethod.GET
    private var version = HTTPVersion.http1_1
    /// Such clients know neither bodies in chunks nor connections that go on by themselves.
    private var isBeforeHTTP11: Bool { version == .http1_0 || version.major < 1 }
    /// What has come of the body of the request that is being received.
    private var body = ByteBuffer()
    /// What came while a request before it is being answered.
    private var waiting: Deque<HTTPServerRequestPart> = []
    private var isReadWanted = false
    private var isWorking = false
    private var lastActivity = NIODeadline.now()
    /// Whether messages that came on this turn of the event loop are written at its end.
    private var isDeliveryDue = false
    /// How often it was time to keep the present answer's client waiting.
    private var keepAlives = 0

    init(_ endpoint: StreamableEndpoint, _ connections: OpenConnections) {
        self.endpoint = endpoint
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if !connections.add(self) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connections.remove(self)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        abandon()
        connections.remove(self)
        context.fireChannelInactive()
    }

    /// Requests that a client sends ahead are not read further than they must be.
    func read(context: ChannelHandlerContext) {
        if waiting.isEmpty { context.read() } else { isReadWanted = true }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = .now()
        let part = unwrapInboundIn(data)
        if case .answering = phase { return waiting.append(part) }
        guard waiting.isEmpty, !isWorking else { return waiting.append(part) }
        work { take(part) }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            lastActivity = .now()
            work { deliver() }
        }
        context.fireChannelWritabilityChanged()
    }

    /// Bytes that are no HTTP, or a connection that broke.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return context.close(promise: nil) }
        switch phase {
        case .idle, .receiving:
            isKeepAlive = false
            write(Answer(.malformedHTTP, to: .POST))
            context.flush()
        case .discarding, .answering: break
        }
        context.close(promise: nil)
    }

    /// Does something, and then whatever has become possible by it.
    private func work(_ body: () -> Void) {
        body()
        guard !isWorking else { return }
        isWorking = true
        defer { isWorking = false }
        while !isAnswering, context?.channel.isActive == true, let part = waiting.popFirst() { take(part) }
        guard waiting.isEmpty, isReadWanted else { return }
        isReadWanted = false
        context?.read()
    }

    private var isAnswering: Bool {
        if case .answering = phase { true } else { false }
    }
}

// MARK: - Requests

extension HTTPConnectionHandler {
    private func take(_ part: HTTPServerRequestPart) {
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

    private func begin(_ head: RequestHead) {
        (isKeepAlive, method, version) = (isKeepAlive && head.isKeepAlive, head.method, head.version)
        do {
            phase = .receiving(try endpoint.admit(head))
            if head.expect?.lowercased() == "100-continue" {
                context?.writeAndFlush(wrapOutboundOut(.head(.continue)), promise: nil)
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
    private func finish() {
        phase = .idle
        if !isKeepAlive { context?.close(promise: nil) }
    }

    /// Nobody reads the answer any more.
    private func abandon() {
        guard case .answering(let exchange, _) = phase else { return phase = .idle }
        phase = .idle
        exchange.outbox.detach()
        endpoint.ended(exchange, isComplete: false)
    }
}

// MARK: - Answers

extension HTTPConnectionHandler {
    private func write(_ answer: Answer) {
        guard let context else { return }
        context.write(wrapOutboundOut(.head(head(answer.head))), promise: nil)
        if let body = answer.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func head(_ head: HTTPResponseHead) -> HTTPResponseHead {
        var head = head
        if isBeforeHTTP11 { head.version = version }
        if !isKeepAlive {
            head.headers.add(name: "Connection", value: "close")
        } else if isBeforeHTTP11 {
            head.headers.add(name: "Connection", value: "keep-alive")
        }
        return head
    }

    /// Answers are written at once; messages that come together share a write.
    private func wake(_ outbox: EventOutbox, isOver: Bool) {
        guard !isOver else { return deliver(from: outbox) }
        guard !isDeliveryDue, let context else { return }
        isDeliveryDue = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute {
            bound.value.isDeliveryDue = false
            bound.value.work { bound.value.deliver() }
        }
    }

    private func deliver(from outbox: EventOutbox) {
        guard case .answering(let exchange, _) = phase, exchange.outbox === outbox else { return }
        work { deliver() }
    }

    /// Writes what there is, as far as the client reads it.
    private func deliver() {
        guard let context, case .answering(let exchange, _) = phase else { return }
        var hasWritten = false
        defer { if hasWritten { context.flush() } }
        while case .answering(_, let isStream) = phase, !isStream || context.channel.isWritable,
            let event = exchange.outbox.next()
        {
            hasWritten = true
            switch event {
            case .message(let message, let id):
                if !isStream { beginStream(exchange) }
                write(ServerSentEvent.framing(message, id: id))
            case .reply(let reply, let id):
                if isStream { endStream(exchange, with: reply, id: id) } else { answer(exchange, with: reply) }
            }
        }
    }

    private func answer(_ exchange: Exchange, with reply: ByteBuffer?) {
        write(endpoint.answer(to: exchange, reply))
        complete(exchange)
    }

    private func beginStream(_ exchange: Exchange) {
        guard let context else { return }
        phase = .answering(exchange, isStream: true)
        // Then only the connection's end can end a body whose length was not announced.
        if isBeforeHTTP11 { isKeepAlive = false }
        context.write(wrapOutboundOut(.head(head(.eventStream))), promise: nil)
        if let opening = endpoint.opening(of: exchange) { write(opening) }
        context.flush()
    }

    private func endStream(_ exchange: Exchange, with reply: ByteBuffer?, id: EventID?) {
        if let reply { write(ServerSentEvent.framing(reply, id: id)) }
        context?.write(wrapOutboundOut(.end(nil)), promise: nil)
        let dropped = exchange.outbox.droppedMessages
        if dropped > 0 {
            Logger.current.warning("a slow reader missed messages", metadata: ["mcp.dropped": "\(dropped)"])
        }
        complete(exchange)
    }

    private func complete(_ exchange: Exchange) {
        exchange.outbox.detach()
        context?.flush()
        finish()
        endpoint.ended(exchange, isComplete: true)
    }

    private func write(_ event: ByteBuffer) {
        context?.write(wrapOutboundOut(.body(.byteBuffer(event))), promise: nil)
    }
}

// MARK: - Its life

extension HTTPConnectionHandler {
    /// Closes the connection once it has answered what it was asked.
    func closeWhenIdle() {
        isKeepAlive = false
        if case .idle = phase { context?.close(promise: nil) }
    }

    func close() {
        context?.close(promise: nil)
    }

    /// Lets the reader of a stream know that nothing has happened; an answer that takes this long becomes a stream.
    func keepAlive() {
        guard let context, case .answering(let exchange, let isStream) = phase, context.channel.isWritable else {
            return
        }
        keepAlives += 1
        if !isStream {
            // The first time may come right after the request.
            guard keepAlives > 1 else { return }
            beginStream(exchange)
        }
        write(ServerSentEvent.keepAlive)
        context.flush()
    }

    /// Closes the connection if its client has been silent since then where it should have spoken, or does not read.
    func closeIfIdle(since deadline: NIODeadline) {
        guard let context, lastActivity < deadline else { return }
        switch phase {
        case .idle, .receiving, .discarding: context.close(promise: nil)
        case .answering: if !context.channel.isWritable { context.close(promise: nil) }
        }
    }
}

extension HTTPResponseHead {
    fileprivate static let `continue` = Self(version: .http1_1, status: .continue)
}
