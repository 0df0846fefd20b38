import ContainerEngine
import Logging
import Spec

/// Follows the engine's events about the owner's containers, and connects again when the stream ends.
///
/// Engines drop events that nobody takes in time, so each connection begins with a signal of its own.
struct EngineWatch {
    private static let firstDelay: Duration = .milliseconds(500)
    private static let longestDelay: Duration = .seconds(30)

    let engine: EngineClient
    let owner: OwnerID?
    let signal: @Sendable () -> Void

    func run(sleep: @Sendable (Duration) async throws -> Void) async throws {
        var delay = Self.firstDelay
        while true {
            do {
                let labels = owner.map { [LabelSelector.equals("io.mcp-reconcile.owner", $0.text)] } ?? []
                let events = try await engine.events(filter: EventFilter(kinds: [.container], labels: labels))
                signal()
                for try await event in events where Self.matters(event) {
                    delay = Self.firstDelay
                    signal()
                }
            } catch {
                try Task.checkCancellation()
                Logger.current.debug("the engine's events ended", metadata: ["error": "\(error)"])
            }
            try await sleep(delay)
            delay = min(delay * 2, Self.longestDelay)
        }
    }

    /// Attaching, and commands run for health checks, change nothing that a plan looks at.
    private static func matters(_ event: EngineEvent) -> Bool {
        !event.action.hasPrefix("attach") && !event.action.hasPrefix("detach") && !event.action.hasPrefix("exec_")
    }
}
