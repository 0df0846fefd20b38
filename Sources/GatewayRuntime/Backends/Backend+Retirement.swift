import Synchronization

// How a server ends to be called: its calls go elsewhere.

extension Backend {
    /// Sends every new call elsewhere, and returns once those in flight have ended or the limit has passed.
    func drain(within limit: Duration) async {
        guard let connection = retire() else { return }
        await withTaskGroup { group in
            group.addTask {
                await withCheckedContinuation { continuation in connection.whenIdle { continuation.resume() } }
            }
            group.addTask { [clock = time.clock] in
                // A drain that is cancelled ends as one whose limit has passed.
                try? await clock.sleep(for: limit)
                connection.fail(with: .ended("was replaced"))
            }
            await group.next()
            group.cancelAll()
        }
        connection.close()
    }

    /// Sends every new call elsewhere, and detaches once those in flight have ended.
    func retireWhenIdle() {
        guard let connection = retire() else { return }
        connection.whenIdle { connection.close() }
    }

    /// Tells the calls that wait why they wait in vain.
    func refuseCallers(_ failure: BackendFailure) {
        for waiter in state.withLock({ $0.parked.removeAll() }) { waiter(.failure(failure)) }
    }

    /// Detaches at once; the server keeps running.
    func detach() {
        retire()?.close()
    }

    @discardableResult
    private func retire() -> BackendConnection? {
        let (connection, parked) = state.withLock { state in
            let connection: BackendConnection? =
                if case .serving(let serving) = state.condition { serving } else { nil }
            state.condition = .retired
            state.lifecycle.retire()
            return (connection, state.parked.removeAll())
        }
        connection?.stopAccepting()
        pool.close()
        for waiter in parked { waiter(.failure(.notSent)) }
        return connection
    }
}
