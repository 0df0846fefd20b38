import Logging
import Planner
import Spec
import Synchronization

// What a server offers, held against what was locked of it.

extension Backend {
    /// Whether nothing of it is shown, because it is not as it was locked.
    var isQuarantined: Bool { state.withLock { $0.comparison.isQuarantined } }

    /// Takes over what a policy says of the lock, and decides anew what clients may see.
    func obey(_ policy: ServingPolicy) {
        let isOther = state.withLock { state in
            guard state.policy.locked != policy.locked || state.policy.lockPolicy != policy.lockPolicy else {
                return false
            }
            (state.policy.locked, state.policy.lockPolicy) = (policy.locked, policy.lockPolicy)
            state.comparand += 1
            return true
        }
        if isOther { compare() }
    }

    /// Holds what is listed against the lock, beside the mutex that calls take.
    ///
    /// - Returns: True if clients may see something else now.
    @discardableResult
    func compare() -> Bool {
        var isOther = false
        while true {
            let (listed, policy, comparand) = state.withLock { ($0.listed, $0.policy, $0.comparand) }
            let comparison = LockComparison(listed, policy)
            let isCurrent = state.withLock { state in
                guard state.comparand == comparand else { return false }
                isOther = state.comparison.admitted != comparison.admitted
                state.comparison = comparison
                return true
            }
            if isCurrent { break }
        }
        tellOfFinding()
        return isOther
    }

    /// Logs what is not as it was locked, once for each change.
    func tellOfFinding() {
        let news = state.withLock { state -> (LockFinding, LockPolicy)? in
            let comparison = state.comparison
            guard let policy = comparison.policy, comparison.finding != state.toldFinding else { return nil }
            state.toldFinding = comparison.finding
            return (comparison.finding, policy)
        }
        guard let (finding, policy) = news else { return }
        var metadata: Logger.Metadata = ["mcp.server": "\(address)", "lock": "\(policy.rawValue)"]
        guard !finding.isEmpty else {
            return Logger.current.notice("a server is as it was locked again", metadata: metadata)
        }
        metadata["difference"] = "\(finding.phrase)"
        Logger.current.warning("a server is not as it was locked", metadata: metadata)
    }
}
