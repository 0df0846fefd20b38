import Spec
import Synchronization

// Who waits for servers that are still starting, and how long.

extension Gateway {
    /// Has lists answered after a pause, unless more servers are known then: one that does not start must not hide the
    /// others, and what comes later is announced.
    func answerLists(knowing known: Int) {
        // Without it lists wait until all servers were looked at.
        _ = perform { [time, listingPause] in
            // A wait that is cut short means that the gateway ends.
            guard (try? await time.clock.sleep(for: listingPause)) != nil else { return }
            let settled = self.state.withLock { state in
                state.knownServers == known ? state.listing.update(isComplete: true) : []
            }
            for body in settled { body() }
        }
    }

    /// Calls back once it is known what every server of the profile lists, or the others have had their time.
    func whenListed(_ body: @escaping @Sendable () -> Void) {
        let isListed = state.withLock { $0.listing.add(body) }
        if isListed { body() }
    }

    /// Calls back once every server of the profile serves or has failed to, or their time to start has passed.
    func whenSettled(_ body: @escaping @Sendable () -> Void) {
        let isSettled = state.withLock { $0.settlement.add(body) }
        if isSettled { body() }
    }

    /// Says that the first look at all servers has ended, or has taken long enough.
    package func settle() {
        let settled = state.withLock { $0.listing.update(isComplete: true) + $0.settlement.update(isComplete: true) }
        for body in settled { body() }
    }
}
