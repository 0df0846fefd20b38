import Applier
import Spec

extension JournalContent {
    /// The state before the current one, of the profile that is meant.
    func formerEntry(_ source: SourceOptions) throws -> JournalEntry {
        let profile: String? = if case .named(let name) = try source.selection() { name.text } else { nil }
        if let entry = former(profile: profile) {
            try entry.check(source)
            return entry
        }
        let reason =
            current(profile: profile) == nil
            ? "nothing is remembered that was applied"
            : "no other state is remembered that was reached as a whole and can be read again"
        throw CommandFailure(
            status: .failed,
            message: "there is nothing to roll back to: \(reason); name a commit of --repo, or a run of "
                + "'mcp-reconcile history'"
        )
    }
}
