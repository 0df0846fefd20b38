import Applier
import Spec

extension JournalEntry {
    /// - Throws: ``CommandFailure`` if nobody knows any more what was asked for.
    func checkIsReadable() throws {
        if origin.isEmpty {
            throw CommandFailure(
                status: .invalidInput,
                message: "the run \(UntrustedText.escaping(id)) removed everything: 'mcp-reconcile destroy' does that"
            )
        }
        guard origin.revision == nil, origin.snapshot == nil else { return }
        throw lost(because: origin.unkept ?? "they were not kept")
    }

    /// A run has its own profile and environment; whoever names others means another run.
    ///
    /// - Throws: ``CommandFailure`` if others are named.
    func check(_ source: SourceOptions) throws {
        let profile = source.profileFile == nil ? source.profile : nil
        for (option, asked, had) in [
            ("profile", profile, origin.profile), ("env", source.environmentName, origin.environment),
        ] {
            guard let asked, asked != had else { continue }
            let words = had.map { "--\(option) \($0)" } ?? "no --\(option)"
            throw CommandFailure(
                status: .invalidInput,
                message: UntrustedText.escaping("the run \(id) had \(words), and --\(option) \(asked) is given")
            )
        }
    }

    func lost(because reason: String) -> CommandFailure {
        CommandFailure(
            status: .invalidInput,
            message: "the manifests of the run \(UntrustedText.escaping(id)) cannot be read again: "
                + UntrustedText.escaping(reason)
        )
    }
}
