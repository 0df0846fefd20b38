import Applier
import ArgumentParser
import CallTraces
import ContainerEngine
import GatewayRuntime
import GitRemotes
import Glibc
import Spec
import Watcher

/// An error on its way out of the program: what is printed and which status is left behind.
struct FailureReport {
    private let error: any Error

    init(_ error: any Error) {
        self.error = error
    }

    /// Prints to standard error and ends the program.
    func printAndExit(for command: any ParsableCommand.Type) -> Never {
        switch error {
        case let failure as CommandFailure: exit(failure.message, failure.status.rawValue)
        case let refusal as PlanRefusal: exit(refusal.message, refusal.status.rawValue)
        case let interrupted as Interrupted: exit("interrupted", interrupted.exitCode)
        case let failure as LoadFailure: exit(failure)
        case let failure as EditFailure: exit(failure.problem)
        case let failure as EarlierManifestsFailure:
            Console.error.line("mcp-reconcile: the manifests of '\(UntrustedText.escaping(failure.revision))':")
            exit(failure.failure)
        case let error as SpecError: exit(error.description, ExitStatus.invalidInput.rawValue)
        case let error as RemoteError: exit(error)
        case let refusal as CommitRefusal: exit(refusal.description, refusal.status.rawValue)
        case let error as HistoryError: exit(UntrustedText.escaping("\(error)"), ExitStatus.failed.rawValue)
        case let error as ApplyError: exit(error.description, error.exitCode)
        case let error as WebhookError: exit(UntrustedText.escaping(error.description), ExitStatus.failed.rawValue)
        case let error as ListenError: exit(error.description, ExitStatus.failed.rawValue)
        case let error as GatewayClientError: exit(error.description, ExitStatus.failed.rawValue)
        case let error as TraceStoreError: exit(error.description, ExitStatus.failed.rawValue)
        case let error as EngineError: exit(error.description, ExitStatus.failed.rawValue)
        case is ExitCode, is CleanExit, is ValidationError: command.exit(withError: error)
        default: exitForUnknownError(of: command)
        }
    }

    /// What is printed, on one line, and which status is left behind; nil for what the argument parser words.
    var summary: (message: String, status: Int32)? {
        switch error {
        case let failure as CommandFailure: (failure.message, failure.status.rawValue)
        case let refusal as PlanRefusal: (refusal.message, refusal.status.rawValue)
        case let interrupted as Interrupted: ("interrupted", interrupted.exitCode)
        case let refusal as CommitRefusal: (refusal.description, refusal.status.rawValue)
        case let error as ApplyError: (error.description, error.exitCode)
        case let error as EngineError: (error.description, ExitStatus.failed.rawValue)
        case is ExitCode: nil
        default: (UntrustedText.escaping("\(error)"), ExitStatus.failed.rawValue)
        }
    }

    private func exit(_ problem: ManifestDraft.Problem) -> Never {
        switch problem {
        case .refused(let message, let suggestion):
            let help = suggestion.map { "; \($0)" } ?? ""
            exit(UntrustedText.escaping(message + help), ExitStatus.invalidInput.rawValue)
        case .invalid(let report):
            Console.error.write(report.text(isColored: OutputOptions.defaultColor(on: .error)))
            exit("the manifests would be wrong, and no file was touched", ExitStatus.invalidInput.rawValue)
        case .unavailable(let error): exit(error.description, ExitStatus.invalidInput.rawValue)
        }
    }

    private func exit(_ failure: LoadFailure) -> Never {
        switch failure {
        case .invalid(let report):
            Console.error.write(report.text(isColored: OutputOptions.defaultColor(on: .error)))
            let count = report.diagnostics.count
            exit("\(count) \(count == 1 ? "mistake" : "mistakes") in the manifests; nothing was changed", 3)
        case .unavailable(let error): exit(error.description, ExitStatus.invalidInput.rawValue)
        }
    }

    private func exit(_ error: RemoteError) -> Never {
        let status: ExitStatus = error.isOfTrust ? .notTrusted : .failed
        exit(UntrustedText.escaping(error.description), status.rawValue)
    }

    /// Usage errors are the argument parser's own; anything else is a failure that nobody worded.
    private func exitForUnknownError(of command: any ParsableCommand.Type) -> Never {
        guard command.exitCode(for: error) == .validationFailure || command.exitCode(for: error) == .success else {
            exit(UntrustedText.escapingLines("\(error)"), ExitStatus.failed.rawValue)
        }
        command.exit(withError: error)
    }

    private func exit(_ message: String, _ status: Int32) -> Never {
        Console.error.line("mcp-reconcile: \(message)")
        Glibc.exit(status)
    }
}
