import ModelContextProtocol
import NIOCore
import Synchronization

extension BackendConnection {
    /// Accepts no new request: each fails as not sent, and goes elsewhere.
    ///
    /// Those in flight go on.
    func stopAccepting() {
        state.withLock { $0.refusal = $0.refusal ?? .notSent }
    }

    /// Calls back once no request is in flight; at once if none is.
    func whenIdle(_ body: @escaping @Sendable () -> Void) {
        let isIdle = state.withLock { state in
            if !state.pending.isEmpty { state.idle.append(body) }
            return state.pending.isEmpty
        }
        if isIdle { body() }
    }

    /// Ends every request in flight with the failure, and refuses new ones.
    func fail(with failure: BackendFailure) {
        let (entries, idle) = state.withLock { state in
            state.refusal = state.refusal ?? .notSent
            return (state.pending.removeAll(), Self.takeIdle(&state))
        }
        for entry in entries { entry.completion(.failed(failure)) }
        withdrawQuestions()
        for body in idle { body() }
    }

    /// Detaches, and ends what is still in flight.
    ///
    /// The server keeps running.
    func close(failing failure: BackendFailure = .ended("was given up")) {
        stopListening()
        fail(with: failure)
        link.close()
    }

    /// The streams have ended: what is in flight waits for whoever finds out why, and then for nobody.
    func streamsEnded() {
        stopAccepting()
        voice?.end()
        listChangesContinuation.finish()
        link.eventLoop.scheduleTask(in: TimeAmount(ExitCause.patience * 2)) { [weak self] in
            self?.fail(with: .ended("closed its standard output"))
        }
    }

    func changed(_ kinds: Set<ListKind>) {
        state.withLock { $0.staleLists.formUnion(kinds) }
        listChangesContinuation.yield()
    }

    /// The lists to be read again; they count as read from now on.
    func takeStaleLists() -> [ListKind] {
        state.withLock { state in
            defer { state.staleLists = [] }
            return ListKind.allCases.filter(state.staleLists.contains)
        }
    }

    /// From now on somebody hears what the server says of itself.
    func tell(_ listener: Listener) {
        state.withLock { $0.listener = listener }
    }
}
