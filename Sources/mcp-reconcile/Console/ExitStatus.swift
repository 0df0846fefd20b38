import ArgumentParser

/// The exit statuses that scripts may rely on; `docs/cli.md` is their contract.
enum ExitStatus: Int32 {
    /// Failed, and nothing was changed.
    case failed = 1
    /// Changes are present and `--detailed-exitcode` was given.
    case changesPresent = 2
    /// A manifest or an argument's content is wrong.
    case invalidInput = 3
    /// Nobody agreed to the change: `--yes` is missing.
    case consentNeeded = 4
    /// The engine has changed since the plan was agreed to.
    case stale = 5
    /// Another run holds the lock.
    case locked = 6
    /// Some operations were done; running again is safe and finishes the rest.
    case partlyApplied = 7
    /// A candidate failed its gate; the previous server keeps serving.
    case rolledBack = 8
    /// A server, a commit, or what is served is not who or what it must be, or is not as it was locked.
    case notTrusted = 9
    case interrupted = 130

    var code: ExitCode { ExitCode(rawValue) }
}
