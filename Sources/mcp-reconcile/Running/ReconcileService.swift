import Applier
import Logging
import Planner
import ServiceLifecycle
import Spec
import Watcher

/// Reconciles on every hint until the program is told to stop; the run under way is ended between two operations.
struct ReconcileService: Service {
    /// How much of what a server wrote last goes into the log, in lines.
    private static let quotedLines = 3

    let hints: AsyncStream<ChangeHint>
    let load: @Sendable () async throws -> DesiredState
    let reconciler: Reconciler
    /// Where somebody may have said that nothing is to be done.
    let suspension: SuspensionFile
    /// Where servers are written down that are given up.
    let quarantines: QuarantineFiles
    let log: LogOptions
    /// Told after each run that brought news, with the state that was reached for.
    let reconciled: @Sendable (DesiredState) async -> Void
    /// Told whenever a look has ended, well or not.
    let looked: @Sendable () -> Void

    func run() async throws {
        let interruption = Interruption()
        let loop = ReconcileLoop(
            hints: hints,
            load: load,
            reconciler: reconciler,
            interruption: interruption,
            quarantines: quarantines,
            suspension: { suspension.current(at: UTCTime.seconds) },
            events: { await handle($0) }
        )
        try await withGracefulShutdownHandler {
            try await loop.run()
        } onGracefulShutdown: {
            interruption.request()
        }
    }

    private func handle(_ event: LoopEvent) async {
        switch event {
        case .rejected(let error, let kept):
            if let refusal = error as? CommitRefusal {
                Logger.current.error(
                    "the commit is refused; what was applied before stays in force",
                    metadata: ["reason": "\(refusal)"]
                )
                break
            }
            let note = kept == nil ? "nothing is served yet" : "the last valid manifests stay in force"
            Logger.current.error("manifests are not valid", metadata: ["consequence": "\(note)"])
            let text = Self.text(of: error)
            log.announce(text, "what is wrong with the manifests", ["diagnostics": text])
        case .reconciled(let desired, let report, let retry):
            tell(report, of: desired, retry)
            await reconciled(desired)
        case .failed(let error, let retry):
            Logger.current.error("reconciling failed", metadata: ["error": "\(error)", "retry.in": "\(retry)"])
        case .quarantined(let quarantines):
            Logger.current.error(
                "servers are quarantined: what they would become failed its gate again and again",
                metadata: [
                    "mcp.servers": "\(quarantines.map(\.address.description).joined(separator: ","))",
                    "reason": "\(quarantines.first?.reason ?? "-")",
                    "help": "mend the manifest; or run 'mcp-reconcile resume' once its cause is gone",
                ]
            )
        case .suspended(let suspension):
            Logger.current.warning(
                "suspended: manifests are not followed until 'mcp-reconcile resume'",
                metadata: [
                    "until": "\(suspension.until.map { UTCTime(secondsSince1970: $0).text } ?? "-")",
                    "reason": "\(UntrustedText.escaping(suspension.reason ?? "-"))",
                ]
            )
        case .resumed:
            Logger.current.info("resumed: manifests are followed again")
        }
        looked()
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case LoadFailure.invalid(let report): report.text(isColored: OutputOptions.defaultColor(on: .error))
        default: UntrustedText.escaping("\(error)") + "\n"
        }
    }

    private func tell(_ report: ApplyReport, of desired: DesiredState, _ retry: Duration?) {
        for outcome in report.outcomes {
            guard let message = outcome.result.message else { continue }
            var metadata: Logger.Metadata = [
                "mcp.server": "\(outcome.address)", "error": "\(message)", "result": "\(outcome.result.name)",
            ]
            if case .rolledBack(let error) = outcome.result, !error.standardError.isEmpty {
                metadata["stderr"] = "\(error.standardError.suffix(Self.quotedLines).joined(separator: " | "))"
            }
            Logger.current.error("server is not as the manifests ask", metadata: metadata)
        }
        for finding in report.drift {
            Logger.current.warning(
                "server was changed on the engine, and stays so",
                metadata: [
                    "mcp.server": "\(finding.address)", "container": "\(finding.container)",
                    "drift": "\(finding.phrase)",
                ]
            )
        }
        if !report.withheld.isEmpty {
            let servers = Set(report.withheld.flatMap(\.addresses)).sorted().map(\.description)
            let allowed = report.withheld.map(\.name).joined(separator: ",")
            Logger.current.warning(
                "servers stay although no manifest names them: nobody has agreed to their end",
                metadata: [
                    "mcp.servers": "\(servers.joined(separator: ","))",
                    "help": "look at the commit, then 'mcp-reconcile apply --allow \(allowed)'",
                ]
            )
        }
        let changed = report.outcomes.filter { $0.result != .unchanged }.map(\.address.description)
        Logger.current.info(
            "reconciled",
            metadata: [
                "revision": "\(desired.revision?.description ?? "-")",
                "changed": "\(changed.joined(separator: ","))",
                "retry.in": "\(retry.map { "\($0)" } ?? "-")",
            ]
        )
    }
}
