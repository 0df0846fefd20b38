import Synchronization

/// Something that happens at most once, and that any number of tasks can wait for.
package final class Signal: Sendable {
    private enum State {
        case awaited(by: [AsyncStream<Never>.Continuation])
        case fired
    }

    private let state = Mutex(State.awaited(by: []))

    package init() {}

    package var hasFired: Bool {
        state.withLock { state in
            if case .fired = state { true } else { false }
        }
    }

    package func fire() {
        let waiters = state.withLock { state -> [AsyncStream<Never>.Continuation] in
            guard case .awaited(let waiters) = state else { return [] }
            state = .fired
            return waiters
        }
        for waiter in waiters { waiter.finish() }
    }

    /// Returns once the signal has fired, or when the task is cancelled.
    package func wait() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingOldest(1))
        state.withLock { state in
            switch state {
            case .awaited(let waiters): state = .awaited(by: waiters + [continuation])
            case .fired: continuation.finish()
            }
        }
        for await _ in stream {}
    }
}

/// A point where a fake stops until the test lets it go on.
package struct Gate: Sendable {
    private let reached = Signal()
    private let opened = Signal()

    package init() {}

    /// Returns once something waits at the gate.
    package func waitUntilReached() async {
        await reached.wait()
    }

    /// Lets everything through, now and later.
    package func open() {
        opened.fire()
    }

    /// Waits at the gate.
    package func pass() async {
        reached.fire()
        await opened.wait()
    }
}
