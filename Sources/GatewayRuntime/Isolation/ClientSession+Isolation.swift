import ModelContextProtocol
import Spec
import Synchronization

extension ClientSession {
    /// Sends a request to a copy of its server: this session's own, or one that serves this request only.
    func forwardIsolated(_ routed: RoutedRequest) {
        let backend = routed.route.backend
        guard !backend.isAwaited else { return wait(routed) }
        // A copy is made of what serves.
        guard backend.outcome != nil else { return wait(routed) { _ in self.forwardIsolated(routed) } }
        if let name = routed.request.reopened?.copy {
            guard let kept = gateway.takeKept(name) else { return routed.request.finish(routed.request.unknownState) }
            return proceed(routed, on: .success(kept))
        }
        let isOwn = routed.route.isolation == .session && !routed.request.isStateless
        // The session's own server is there for its next request.
        let use = CopyUse(tooLate: { if !isOwn { $0.end() } }) { self.proceed(routed, on: $0) }
        defer { use.giveUp(after: backend.server.timeouts.call, on: gateway.opening.timers) }
        guard isOwn else { return backend.pool.take { use.end($0) } }
        switch state.withLock({ $0.servers.use(of: backend) { use.end($0) } }) {
        case .now(let server): use.end(.success(server))
        case .later: break
        case .start:
            backend.pool.take { [weak self] outcome in
                guard let self else {
                    if case .success(let server) = outcome { server.end() }
                    return
                }
                self.started(outcome, of: backend)
            }
        }
    }

    private func started(_ outcome: Result<EphemeralServer, BackendFailure>, of backend: Backend) {
        let server = try? outcome.get()
        server?.serve(self, for: backend)
        let (waiters, isClosed) = state.withLock { ($0.servers.started(server, of: backend), $0.isClosed) }
        for waiter in waiters { waiter(outcome) }
        if isClosed { endServers() }
    }

    private func proceed(_ routed: RoutedRequest, on outcome: Result<EphemeralServer, BackendFailure>) {
        switch outcome {
        case .failure(let failure): failed(routed, failure)
        case .success(let server):
            let isOnlyUse = routed.route.isolation == .call || routed.request.isStateless
            if isOnlyUse { server.serve(self, for: routed.route.backend) }
            let routed = isOnlyUse ? routed.changed { $0.server = server } : routed
            guard !routed.request.isFinished else { return routed.endServer() }
            let timeout = routed.route.backend.server.timeouts.call
            send(routed, on: Backend.Serving(connection: server.connection, timeout: timeout))
        }
    }

    /// Ends the copies that this session has to itself.
    func endServers() {
        for server in state.withLock({ $0.servers.removeAll() }) { server.end() }
    }
}
