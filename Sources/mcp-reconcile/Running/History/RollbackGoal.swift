import Applier
import Planner
import Spec
import SystemPackage

/// What `rollback` goes back to.
enum RollbackGoal {
    /// What a run had been asked for.
    case entry(JournalEntry, Journal)
    /// A commit of a repository, whether or not it was ever applied.
    case revision(String, ManifestTree)

    /// Finds out what is meant; without a text, the state before this one.
    ///
    /// - Throws: ``CommandFailure`` if there is nothing of that name, or nothing that can be read again.
    init(_ text: String?, of owner: OwnerID, _ source: SourceOptions) throws {
        let journal = Journal.ofThisUser(owner)
        let content = try journal.contentToShow()
        guard let text else {
            self = .entry(try content.formerEntry(source), journal)
            return
        }
        if case .none = content.entry(named: text), let tree = Self.tree(at: text, of: source) {
            self = .revision(text, tree)
            return
        }
        let entry = try content.onlyEntry(named: text)
        try entry.checkIsReadable()
        try entry.check(source)
        self = .entry(entry, journal)
    }

    /// The commit of `--repo`, or of the checkout that the directory lies in.
    private static func tree(at revision: String, of source: SourceOptions) -> ManifestTree? {
        switch source.tree {
        case .git(let repository, _, let directory):
            return .git(repository: repository, revision: revision, directory: directory)
        case .directory(let path):
            return GitPlace(of: path).map {
                .git(repository: $0.repository, revision: revision, directory: $0.directory)
            }
        case .profileFile, .snapshot: return nil
        }
    }

    /// Escaped.
    var name: String {
        switch self {
        case .entry(let entry, _): UntrustedText.escaping(entry.id)
        case .revision(let text, _): UntrustedText.escaping(text)
        }
    }

    /// Escaped.
    var explanation: String {
        switch self {
        case .entry(let entry, _):
            "\(entry.manifestsInShort), which '\(UntrustedText.escaping(entry.command))' "
                + (entry.didSucceed ? "applied at " : "was to apply at ")
                + "\(UTCTime(secondsSince1970: entry.time).text) (\(name))"
        case .revision: name
        }
    }

    /// The servers that were meant.
    var scope: PlanScope {
        switch self {
        case .entry(let entry, _): PlanScope(targets: entry.origin.targets, excludes: entry.origin.excludes)
        case .revision: .everything
        }
    }

    /// Reads the manifests as they were then.
    ///
    /// - Throws: `LoadFailure`, `RemoteError`, ``CommandFailure``.
    func manifests(_ source: SourceOptions) async throws -> Manifests {
        switch self {
        case .revision(let revision, let tree): return try await Self.manifests(of: tree, at: revision, source)
        case .entry(let entry, let journal): return try await entry.manifests(source, journal)
        }
    }
}
