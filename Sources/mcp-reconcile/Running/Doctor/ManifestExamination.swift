import Applier
import GitRemotes
import Planner
import Spec

/// Reads the manifests, and says what of them can be read and what is wrong.
struct ManifestExamination {
    let source: SourceOptions

    struct Look {
        var findings: [Finding]
        /// Nil if they are not valid, or are not there.
        var desired: DesiredState?
    }

    func look() async -> Look {
        do {
            let desired = try await source.load()
            let count = desired.profiles.reduce(0) { $0 + $1.serving.count }
            let profiles = desired.profiles.count
            let text =
                "valid: \(profiles) \(profiles == 1 ? "profile" : "profiles"), "
                + "\(count) \(count == 1 ? "server" : "servers")"
            let revision = desired.revision.map { ", at \(UntrustedText.escaping($0.description))" } ?? ""
            return Look(findings: [Finding("manifests", .ok, text + revision)], desired: desired)
        } catch LoadFailure.invalid(let report) {
            let count = report.diagnostics.count
            let message = "\(count) \(count == 1 ? "mistake" : "mistakes") in the manifests"
            return found(.problem, message, help: "'mcp-reconcile validate' shows each with its place")
        } catch LoadFailure.unavailable(let error) {
            guard error.code == .notInitialized, isUnsaid else { return found(.problem, error.description) }
            let help = "'mcp-reconcile init' makes some; --path and --repo say where others are"
            return found(.skipped, "there are none in this directory", help: help)
        } catch let error as RemoteError {
            return found(.problem, UntrustedText.escaping(error.description), help: "see docs/following.md")
        } catch let refusal as CommitRefusal {
            return found(.problem, refusal.description)
        } catch let failure as CommandFailure {
            return found(.problem, failure.message)
        } catch {
            return found(.problem, UntrustedText.escaping("\(error)"))
        }
    }

    /// Whether nobody said where the manifests are.
    private var isUnsaid: Bool { source.path == nil && source.repo == nil && source.profileFile == nil }

    private func found(_ level: Finding.Level, _ message: String, help: String? = nil) -> Look {
        Look(findings: [Finding("manifests", level, message, help: help)])
    }
}
