/// Manifests could not be read at all: the path, the repository or the revision is at fault, not their content.
package struct SpecError: Error, Hashable, Sendable {
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// Nothing is at the path.
        case pathMissing
        /// A directory was expected and a file is there, or the other way round.
        case wrongKindOfFile
        /// The file or directory may not be read.
        case unreadable
        /// The directory has no `reconcile.yaml`.
        case notInitialized
        /// No profile of that name is in the tree.
        case unknownProfile
        /// The tree has no environment of that name.
        case unknownEnvironment
        /// The directory is no git repository.
        case notARepository
        /// The repository belongs to another user of the machine, which git refuses to trust.
        case untrustedRepository
        /// The repository has no such branch, tag or commit.
        case unknownRevision
        /// The revision names a blob or a tree.
        case notACommit
        /// The repository's objects cannot be read.
        case damagedRepository
        /// The tree has more files, or larger ones, than a manifest tree may have.
        case tooLarge
    }

    package let code: Code
    /// What was being done, as in "reading manifests from 'no/such/dir'".
    package let doing: String
    /// Why it failed, in the words of whoever refused.
    package let cause: String
    /// What to do about it, if that is known.
    package let suggestion: String?

    package init(_ code: Code, doing: String, cause: String, suggestion: String? = nil) {
        self.code = code
        self.doing = doing
        self.cause = cause
        self.suggestion = suggestion
    }
}

extension SpecError: CustomStringConvertible {
    /// One line, safe to print: `reading manifests from 'x': no such file or directory (help: …)`.
    package var description: String {
        let help = suggestion.map { "; \($0)" } ?? ""
        return UntrustedText.escaping("\(doing): \(cause)\(help)")
    }
}
