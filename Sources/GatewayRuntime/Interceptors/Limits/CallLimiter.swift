import Spec
import Synchronization

/// Refuses what goes beyond the limits of one session, or of one server.
final class CallLimiter: Interceptor {
    /// Buckets above which full ones are thrown away.
    private static let maximumBuckets = 1024

    private struct State {
        var buckets: [String: TokenBucket] = [:]
        var underWay: [ServerName: Int] = [:]
    }

    private let limits: CallLimits
    private let state = Mutex(State())

    init(_ limits: CallLimits) {
        self.limits = limits
    }

    func before(_ call: inout InterceptedCall) -> Interception {
        if let wait = takeToken(of: call.caller) {
            let seconds = max(1, Int((wait / .seconds(1)).rounded(.up)))
            return .refuse("Too many calls: the limit is \(limits.callsPerMinute ?? 0) a minute. Wait \(seconds) s.")
        }
        guard let limit = limits.concurrentCalls else { return .proceed }
        let server = call.server
        let isFree = state.withLock { state in
            guard state.underWay[server, default: 0] < limit else { return false }
            state.underWay[server, default: 0] += 1
            return true
        }
        guard isFree else {
            return .refuse("The server '\(server)' has \(limit) calls under way, its limit; try again later.")
        }
        call.hold(Permit { [weak self] in self?.leave(server) })
        return .proceed
    }

    private func takeToken(of caller: String) -> Duration? {
        guard let perMinute = limits.callsPerMinute else { return nil }
        let now = ContinuousClock.now
        return state.withLock { state in
            if state.buckets.count >= Self.maximumBuckets, state.buckets[caller] == nil {
                state.buckets = state.buckets.filter { !$0.value.isFull(now: now) }
            }
            return state.buckets[caller, default: TokenBucket(perMinute: perMinute, now: now)].take(now: now)
        }
    }

    private func leave(_ server: ServerName) {
        state.withLock { state in
            guard let count = state.underWay[server] else { return }
            state.underWay[server] = count > 1 ? count - 1 : nil
        }
    }

    /// A place that is free again when nobody holds it any more.
    private final class Permit: Sendable {
        private let release: @Sendable () -> Void

        init(_ release: @escaping @Sendable () -> Void) {
            self.release = release
        }

        deinit { release() }
    }
}
