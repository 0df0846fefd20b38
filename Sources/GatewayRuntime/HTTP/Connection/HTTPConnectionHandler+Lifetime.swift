import NIOCore

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
