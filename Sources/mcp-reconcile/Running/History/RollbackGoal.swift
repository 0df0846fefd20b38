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
            "\(entry.manifestsInShort), which '\(UntrustedText.escaping(entry.command))' applied at "
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

    private static func manifests(
        of tree: ManifestTree,
        at revision: String,
        _ source: SourceOptions
    ) async throws -> Manifests {
        guard case .git(let repository, _, let directory) = tree else {
            preconditionFailure("a revision is one of a repository")
        }
        var options = source
        options.path = nil
        options.repo = source.repo ?? repository.string
        options.ref = revision
        try await options.fetch()
        let place = options.remote?.place ?? repository
        let loader = SpecLoader(
            tree: .git(repository: place, revision: revision, directory: directory),
            profiles: try source.selection(),
            environment: try source.environment()
        )
        let (desired, reading) = try await read(loader, at: revision)
        var origin = try options.origin(reading.contentDigest.text)
        origin.directory = directory
        let gate = try options.gate(for: .git(repository: place, revision: revision, directory: directory))
        return Manifests(desired: desired, source: origin, gate: gate)
    }

    private static func read(
        _ loader: SpecLoader,
        at revision: String
    ) async throws -> (desired: DesiredState, reading: ManifestReading) {
        do {
            return try await loader.readOffPool()
        } catch LoadFailure.unavailable(let error) where error.code == .unknownRevision {
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(UntrustedText.escaping(revision))' is no run of 'mcp-reconcile history', and no commit: "
                    + error.description
            )
        }
    }
}

extension JournalContent {
    /// The state before the current one, of the profile that is meant.
    fileprivate func formerEntry(_ source: SourceOptions) throws -> JournalEntry {
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

extension JournalEntry {
    /// - Throws: ``CommandFailure`` if nobody knows any more what was asked for.
    fileprivate func checkIsReadable() throws {
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
    fileprivate func check(_ source: SourceOptions) throws {
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

    fileprivate func lost(because reason: String) -> CommandFailure {
        CommandFailure(
            status: .invalidInput,
            message: "the manifests of the run \(UntrustedText.escaping(id)) cannot be read again: "
                + UntrustedText.escaping(reason)
        )
    }

    /// Reads what the run had read: the very commit, or the files that were kept.
    fileprivate func manifests(_ source: SourceOptions, _ journal: Journal) async throws -> Manifests {
        var options = source
        let tree = try await tree(&options, journal)
        let environment = origin.environment.flatMap { EnvironmentName($0) }
        let profile = origin.profile.flatMap { ProfileName($0) }
        let loader = SpecLoader(
            tree: tree,
            profiles: profile.map(ProfileSelection.named) ?? .all,
            environment: environment
        )
        var (desired, reading) = try await read(loader)
        if let revision = origin.revision { desired.revision = revision }
        var place = PlanSource(
            kind: PlanSource.Kind(rawValue: origin.kind) ?? .directory,
            place: options.repo ?? origin.place,
            directory: origin.directory,
            profile: profile,
            content: reading.contentDigest.text
        )
        place.environment = environment
        return Manifests(
            desired: desired,
            source: place,
            gate: try options.gate(for: tree),
            snapshot: reading.snapshot
        )
    }

    private func tree(_ options: inout SourceOptions, _ journal: Journal) async throws -> ManifestTree {
        options.path = nil
        guard let revision = origin.revision else {
            options.repo = nil
            guard let snapshot = origin.snapshot.flatMap({ journal.snapshot($0) }) else {
                throw lost(because: "the copy of them is gone")
            }
            return .snapshot(snapshot)
        }
        // The run's own repository, unless the options say where it is now.
        options.repo = options.repo ?? origin.place
        options.ref = revision.commit
        try await options.fetch()
        let repository = options.remote?.place ?? FilePath(options.repo ?? origin.place)
        return .git(repository: repository, revision: revision.commit, directory: origin.directory)
    }

    private func read(_ loader: SpecLoader) async throws -> (desired: DesiredState, reading: ManifestReading) {
        do {
            return try await loader.readOffPool()
        } catch LoadFailure.unavailable(let error) where error.code == .unknownRevision {
            throw lost(because: "its commit is no longer in the repository: \(error)")
        }
    }
}
