import Logging
import ModelContextProtocol
import Spec
import Synchronization

/// Writes a line to the log for requests that the gateway answers with a failure: so many a minute, and then it only
/// counts.
final class FailureLog: Sendable {
    private static let perMinute = 120

    private struct State {
        var bucket = TokenBucket(perMinute: perMinute, now: .now)
        var untold = 0
    }

    private let state = Mutex(State())

    func note(_ id: CallID, _ routed: RoutedRequest, _ reason: String) {
        let untold = state.withLock { state -> Int? in
            guard state.bucket.take(now: .now) == nil else {
                state.untold += 1
                return nil
            }
            defer { state.untold = 0 }
            return state.untold
        }
        guard let untold else { return }
        var metadata: Logger.Metadata = [
            "request.id": "\(id)", "mcp.server": "\(routed.route.backend.address)",
            "mcp.method": "\(routed.destination.method.rawValue)",
            "mcp.target": "\(UntrustedText.escaping(String(routed.destination.target.prefix(128))))",
            "error": "\(UntrustedText.escaping(String(reason.prefix(256))))",
        ]
        if untold > 0 { metadata["untold"] = "\(untold)" }
        Logger.current.warning("a request failed", metadata: metadata)
    }
}
