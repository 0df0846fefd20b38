/// Reads a manifest tree: parse, resolve references, validate.
///
/// Every call reads anew and blocks on files or git objects, so servers call it on a thread that may block.
package struct SpecLoader: Sendable {
    let tree: ManifestTree
    private let selection: ProfileSelection
    private let environment: EnvironmentName?
    private let lockUse: LockUse
    private let documents: [String: LockedDocument]

    /// The values of an environment of `envs/` count instead of the profiles'; without one the profiles are as they are.
    ///
    /// Documents of registries, by URL, count beside those of the lock, and before them.
    package init(
        tree: ManifestTree,
        profiles: ProfileSelection = .all,
        environment: EnvironmentName? = nil,
        lock: LockUse = .obey,
        documents: [String: LockedDocument] = [:]
    ) {
        self.documents = documents
        self.tree = tree
        self.environment = environment
        self.selection = profiles
        lockUse = lock
    }

    /// The desired state, if the manifests are valid without exception: a profile that is not selected counts too.
    package func load() throws(LoadFailure) -> DesiredState {
        let reading: ManifestReading
        do {
            reading = try read()
        } catch {
            throw .unavailable(error)
        }
        switch reading.result {
        case .success(let desired): return desired
        case .failure(let report): throw .invalid(report)
        }
    }

    /// The desired state or every mistake, with the digest of what was read: for watchers.
    package func read() throws(SpecError) -> ManifestReading {
        let opened = try OpenedTree(tree)
        var assembly = try assembly(of: opened)
        let profiles = assembly.profiles(lockUse)
        return try reading(of: opened, assembly, profiles)
    }

    /// The same for `validate`, with everything that is worth a look though it is allowed; comments can silence it.
    package func review() throws(SpecError) -> (reading: ManifestReading, findings: DiagnosticReport) {
        let opened = try OpenedTree(tree)
        var assembly = try assembly(of: opened)
        let profiles = assembly.profiles(lockUse)
        var lint = Lint(profiles, lock: assembly.lockfile)
        for path in opened.profiles + [opened.repository].compactMap({ $0 }) {
            if let root = assembly.root(of: path) { lint.look(at: root) }
        }
        return (try reading(of: opened, assembly, profiles), lint.report(sources: assembly.sources))
    }

    private func reading(
        of opened: OpenedTree,
        _ assembly: DesiredStateAssembly,
        _ profiles: [Profile]
    ) throws(SpecError) -> ManifestReading {
        let sources = assembly.sources
        let report = DiagnosticReport(assembly.diagnostics, sources: sources)
        let result: Result<DesiredState, DiagnosticReport>
        if let owner = assembly.owner, report.isEmpty {
            var desired = DesiredState(
                owner: owner,
                revision: opened.files.revision,
                profiles: try selected(of: profiles),
                isComplete: opened.isComplete && selection == .all
            )
            desired.lockfile = assembly.lockfile
            result = .success(desired)
        } else {
            result = .failure(report)
        }
        return ManifestReading(
            contentDigest: assembly.contentDigest,
            revision: opened.files.revision,
            snapshot: opened.snapshot(of: sources),
            result: result
        )
    }

    /// The servers whose definitions are documents of registries, and the documents that the lock holds by now.
    ///
    /// Other mistakes in the manifests do not count yet.
    package func registryReferences() throws(SpecError) -> (references: [RegistryReference], lock: Lockfile?) {
        var assembly = try assembly(of: try OpenedTree(tree))
        _ = assembly.profiles(.ignore)
        return (assembly.registryReferences, assembly.lockfile)
    }

    private func assembly(of opened: OpenedTree) throws(SpecError) -> DesiredStateAssembly {
        guard let environment else { return DesiredStateAssembly(opened, documents: documents) }
        let values = try opened.environment(named: environment)
        return DesiredStateAssembly(opened, environment: values, documents: documents)
    }

    /// The environments that the tree has, sorted.
    package func environments() throws(SpecError) -> [EnvironmentName] {
        try OpenedTree(tree).environments.keys.sorted()
    }

    private func selected(of profiles: [Profile]) throws(SpecError) -> [Profile] {
        guard case .named(let name) = selection else { return profiles }
        if let profile = profiles.first(where: { $0.name == name }) { return [profile] }
        let names = profiles.map(\.name.text)
        throw SpecError(
            .unknownProfile,
            doing: "selecting the profile '\(name)'",
            cause: "the manifests have no profile of that name",
            suggestion: names.nearest(to: name.text).map { "did you mean '\($0)'?" }
                ?? "they have: \(names.joined(separator: ", "))"
        )
    }
}
