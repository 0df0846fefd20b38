import Applier
import Logging
import Planner
import ServiceLifecycle
import Spec
import Watcher

/// Plans on every hint and says what would be done, whenever that is another thing than before; changes nothing.
struct PlanOnlyService: Service {
    let hints: AsyncStream<ChangeHint>
    let load: @Sendable () async throws -> DesiredState
    let reconciler: Reconciler
    let output: OutputOptions
    let log: LogOptions

    /// What was said last.
    private enum Said: Hashable {
        case nothing
        case plan(digest: String)
        case failure(String)
    }

    func run() async throws {
        var said = Said.nothing
        said = try await look(after: said)
        for await _ in hints.cancelOnGracefulShutdown() {
            said = try await look(after: said)
        }
    }

    private func look(after said: Said) async throws -> Said {
        do {
            let desired = try await load()
            let plan = try await reconciler.plan(desired)
            let now = Said.plan(digest: plan.digest)
            if now != said { output.print(plan) }
            return now
        } catch {
            try Task.checkCancellation()
            let text = text(of: error)
            if said != .failure(text) {
                Logger.current.error("nothing can be planned")
                log.announce(text, "why nothing can be planned", ["reason": text])
            }
            return .failure(text)
        }
    }

    private func text(of error: any Error) -> String {
        switch error {
        case LoadFailure.invalid(let report): report.text(isColored: OutputOptions.defaultColor(on: .error))
        default: UntrustedText.escaping("\(error)") + "\n"
        }
    }
}
