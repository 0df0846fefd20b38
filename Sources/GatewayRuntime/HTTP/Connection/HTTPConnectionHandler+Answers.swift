import Logging
import NIOCore

extension HTTPConnectionHandler {
    func write(_ answer: Answer) {
        let head = answer.head(isHTTP10: isBeforeHTTP11, isKeepAlive: isKeepAlive)
        if let body = answer.body { send(head, body) } else { send(head) }
    }

    /// Bytes as they go over the wire, once the connection is flushed.
    func send(_ bytes: ByteBuffer) {
        context?.write(wrapOutboundOut(bytes), promise: nil)
    }

    /// A body with what stands before and behind it, as one piece unless the body is long.
    private func send(_ beginning: consuming ByteBuffer, _ body: ByteBuffer, _ ending: ByteBuffer = ByteBuffer()) {
        guard ResponseBytes.isCopied(body.readableBytes) else {
            send(beginning)
            send(body)
            if ending.readableBytes > 0 { send(ending) }
            return
        }
        beginning.writeImmutableBuffer(body)
        beginning.writeImmutableBuffer(ending)
        send(beginning)
    }

    /// Answers are written at once; messages that come together share a write.
    func wake(_ outbox: EventOutbox, isOver: Bool) {
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
    ///
    /// A flush may call back that there is room again while an event is being written: only one delivery is under way.
    func deliver() {
        guard !isDelivering else { return }
        isDelivering = true
        defer { isDelivering = false }
        while writeEvents() { context?.flush() }
    }

    /// False if there was nothing to write, or no room.
    private func writeEvents() -> Bool {
        guard let context else { return false }
        var hasWritten = false
        while case .answering(let exchange, let isStream) = phase, !isStream || context.channel.isWritable,
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
        return hasWritten
    }

    private func answer(_ exchange: Exchange, with reply: ByteBuffer?) {
        write(endpoint.answer(to: exchange, reply))
        complete(exchange)
    }

    func beginStream(_ exchange: Exchange) {
        guard let context else { return }
        phase = .answering(exchange, isStream: true)
        // Then only the connection's end can end a body whose length was not announced.
        if isBeforeHTTP11 { isKeepAlive = false }
        send(ResponseBytes.eventStream(isHTTP10: isBeforeHTTP11, isKeepAlive: isKeepAlive))
        if let opening = endpoint.opening(of: exchange) { write(opening) }
        context.flush()
    }

    private func endStream(_ exchange: Exchange, with reply: ByteBuffer?, id: EventID?) {
        if let reply { write(ServerSentEvent.framing(reply, id: id)) }
        // Where there are no chunks, the connection's end is the stream's.
        if !isBeforeHTTP11 { send(ResponseBytes.endOfChunks) }
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

    /// A piece of a stream; an empty one would end it.
    func write(_ event: ByteBuffer) {
        guard event.readableBytes > 0 else { return }
        guard !isBeforeHTTP11 else { return send(event) }
        send(ResponseBytes.chunkLength(event.readableBytes), event, ResponseBytes.lineBreak)
    }
}
