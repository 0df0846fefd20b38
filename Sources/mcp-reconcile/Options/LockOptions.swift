import ArgumentParser
import FoundationEssentials
import Spec

/// Whether servers that nobody has locked may be served.
struct LockOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Refuse servers that mcp-reconcile.lock does not hold.",
            discussion: "So it is without the flag, too, where CI=true is set and there is a lock."
        )
    )
    var locked = false

    /// Tells of servers that are not locked, or refuses them.
    ///
    /// - Throws: ``CommandFailure``.
    func check(_ desired: DesiredState) throws {
        guard let words = complaint(about: desired) else { return }
        if isDemanded { throw CommandFailure(status: .notTrusted, message: words) }
        Console.error.line("warning: \(words)")
    }

    /// Whether servers that are not locked are refused.
    var isDemanded: Bool { locked || ProcessInfo.processInfo.environment["CI"] == "true" }

    /// What is not locked, in one line; nil if nothing is missing that has to be there.
    func complaint(about desired: DesiredState) -> String? {
        if locked, desired.lockfile == nil {
            return "there is no \(Lockfile.fileName): run 'mcp-reconcile lock', and commit what it writes"
        }
        let unlocked = desired.unlockedServers
        guard !unlocked.isEmpty else { return nil }
        let names = unlocked.prefix(Self.longestList).map(\.description).joined(separator: ", ")
        let rest = unlocked.count > Self.longestList ? " and \(unlocked.count - Self.longestList) more" : ""
        return "not in \(Lockfile.fileName): \(names)\(rest); run 'mcp-reconcile lock', and commit what it writes"
    }

    private static let longestList = 10
}
