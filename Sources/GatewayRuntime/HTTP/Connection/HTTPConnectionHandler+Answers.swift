import Logging
import NIOCore
import NIOHTTP1

extension HTTPConnectionHandler {
    func write(_ answer: Answer) {
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
    func deliver() {
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

    func beginStream(_ exchange: Exchange) {
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

    func write(_ event: ByteBuffer) {
        context?.write(wrapOutboundOut(.body(.byteBuffer(event))), promise: nil)
    }
}
