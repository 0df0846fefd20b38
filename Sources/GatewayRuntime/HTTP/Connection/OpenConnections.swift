import NIOCore

/// The connections of one server, all on its event loop.
final class OpenConnections: Sendable {
    private struct State {
        var handlers: [ObjectIdentifier: HTTPConnectionHandler] = [:]
        /// Kept once the server ends, until the last connection has closed.
        var emptied: EventLoopPromise<Void>?

        var isEnding = false
    }

    private let eventLoop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    init(on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    /// Takes a connection in, on the event loop; false if the server ends.
    func add(_ handler: HTTPConnectionHandler) -> Bool {
        guard !state.value.isEnding else { return false }
        state.value.handlers[ObjectIdentifier(handler)] = handler
        return true
    }

    /// Forgets a connection that has closed, on the event loop.
    func remove(_ handler: HTTPConnectionHandler) {
        state.value.handlers[ObjectIdentifier(handler)] = nil
        succeedIfEmpty()
    }

    private func succeedIfEmpty() {
        guard state.value.handlers.isEmpty else { return }
        state.value.emptied?.succeed()
        state.value.emptied = nil
    }

    /// Lets no connection in any more, and closes each once it has answered what it was asked.
    ///
    /// - Returns: Succeeds when all are closed.
    func end() -> EventLoopFuture<Void> {
        eventLoop.flatSubmit { [self] in
            let emptied = eventLoop.makePromise(of: Void.self)
            (state.value.isEnding, state.value.emptied) = (true, emptied)
            for handler in state.value.handlers.values { handler.closeWhenIdle() }
            succeedIfEmpty()
            return emptied.futureResult
        }
    }

    /// Closes all, whatever they do.
    func closeAll() {
        forEach { $0.close() }
    }

    /// Lets the readers of streams know that nothing has happened.
    func keepAlive() {
        forEach { $0.keepAlive() }
    }

    /// Closes the connections on which nothing has happened for this long, though something should have.
    func closeIdle(for limit: TimeAmount) {
        let deadline = NIODeadline.now() - limit
        forEach { $0.closeIfIdle(since: deadline) }
    }

    private func forEach(_ body: @escaping @Sendable (HTTPConnectionHandler) -> Void) {
        eventLoop.execute { [self] in
            for handler in Array(state.value.handlers.values) { body(handler) }
        }
    }
}
