import ContainerEngine
import Logging
import Spec

/// Follows the engine's events about the owner's containers, and connects again when the stream ends.
///
/// Engines drop events that nobody takes in time, so each connection begins with a signal of its own.
struct EngineWatch {
    static let firstDelay: Duration = .milliseconds(500)
    static let longestDelay: Duration = .seconds(30)
    private static let ownerLabel = "io.mcp-reconcile.owner"

    let engine: EngineClient
    /// Whose containers count; nil for every one.
    let owner: OwnerID?
    let clock: any Clock<Duration>
    let signal: @Sendable () -> Void

    /// Ends when its task is cancelled.
    func run() async throws {
        var failures = 0
        while true {
            var reason = ""
            let lasted = await clock.measure { reason = await follow() }
            try Task.checkCancellation()
            // A stream that lasted was a good one, even if nothing happened in it.
            failures = lasted > Self.longestDelay ? 1 : failures + 1
            let level: Logger.Level = failures == 1 ? .warning : .debug
            Logger.current.log(level: level, "the engine's events ended", metadata: ["reason": "\(reason)"])
            try await clock.sleep(for: Self.delay(afterFailures: failures))
        }
    }

    /// Returns why the events ended.
    private func follow() async -> String {
        do {
            let labels = owner.map { [LabelSelector.equals(Self.ownerLabel, $0.text)] } ?? []
            let events = try await engine.events(filter: EventFilter(kinds: [.container], labels: labels))
            signal()
            for try await event in events where Self.matters(event) { signal() }
            return "the stream was closed"
        } catch {
            return "\(error)"
        }
    }

    private static func delay(afterFailures failures: Int) -> Duration {
        var delay = firstDelay
        for _ in 1..<max(1, failures) where delay < longestDelay { delay *= 2 }
        return min(delay, longestDelay)
    }

    /// Attaching, and commands run for health checks, change nothing that a plan looks at.
    private static func matters(_ event: EngineEvent) -> Bool {
        !["attach", "detach", "exec_", "resize", "top"].contains { event.action.hasPrefix($0) }
    }
}
