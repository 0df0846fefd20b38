/// Puts the manifests of an opened tree together, and collects what is wrong with any of them.
struct DesiredStateAssembly {
    private let tree: OpenedTree
    private var reader: ManifestReader
    private(set) var diagnostics: [Diagnostic] = []
    /// Nil after a diagnostic about `reconcile.yaml`, and before ``profiles(_:)``.
    private(set) var owner: OwnerID?
    /// Nil if the tree has none, after a diagnostic about it, and before ``profiles(_:)``.
    private(set) var lockfile: Lockfile?
    /// Servers whose definitions are in a registry, as far as their profiles can be read.
    private(set) var registryReferences: [RegistryReference] = []
    private var documents: [String: LockedDocument]
    private let environment: TreePath?
    private var overlay: EnvironmentOverlay?

    /// The values of an environment, a file of `envs/`, count instead of the profiles'.
    ///
    /// Documents of registries, by URL, count beside those of the lock, and before them.
    init(_ tree: OpenedTree, environment: TreePath? = nil, documents: [String: LockedDocument] = [:]) {
        self.documents = documents
        self.environment = environment
        self.tree = tree
        reader = ManifestReader(tree.files)
        owner = tree.fallbackOwner
    }

    var sources: [String: String] { reader.sources }
    var contentDigest: ContentDigest { reader.contentDigest }

    /// The files that have been read so far, for rules about how they are written.
    mutating func root(of path: TreePath) -> YAMLNode? {
        guard case .success(let document) = reader.document(at: path) else { return nil }
        return document.root
    }

    /// Reads everything; what has a mistake is left out and reported.
    mutating func profiles(_ use: LockUse) -> [Profile] {
        overlay = environment.flatMap { read($0, as: EnvironmentDeclaration.format) }.map(EnvironmentOverlay.init)
        let repository = tree.repository.flatMap { path in
            read(path, as: RepositoryDeclaration.format) { $1?.repository($0) ?? $0 }
        }
        if let repository { owner = repository.owner }
        if let trust = repository?.trust { check(trust) }
        let lock = LockReading(&reader)
        diagnostics += lock.diagnostics
        lockfile = lock.lock
        documents.merge(lock.lock?.documents ?? [:]) { given, _ in given }
        if tree.profiles.isEmpty { reportMissingProfiles() }
        let found = tree.profiles.compactMap { path -> Profile? in
            guard let declaration = self.read(path, as: ProfileDeclaration.format, { $1?.profile($0) ?? $0 })
            else { return nil }
            return profile(declaration, at: path, repository: repository)
        }
        if tree.isComplete { overlay?.reportUnknownProfiles() }
        diagnostics += overlay?.diagnostics ?? []
        let names = RepeatedNames(found.map { ($0.name.text, $0.declaredAt) })
        diagnostics += names.diagnostics(.duplicateProfile, "the profile")
        guard use == .obey, let lockfile else { return found }
        return found.map { $0.locked(by: lockfile) }
    }

    /// Reads a file, or what stands instead of its value in the environment.
    private mutating func read<Value>(
        _ path: TreePath,
        as format: Format<Value>,
        _ overridden: (YAMLNode, inout EnvironmentOverlay?) -> YAMLNode = { node, _ in node }
    ) -> Value? {
        switch reader.document(at: path) {
        case .failure(let failure):
            let place = SourceLocation(file: path.text, line: 1, column: 1)
            diagnostics.append(Diagnostic(failure.code, "the file '\(path)' \(failure.predicate)", at: place))
            return nil
        case .success(let document):
            diagnostics += document.diagnostics
            if let root = document.root { return format.read(overridden(root, &overlay), &diagnostics) }
            if document.diagnostics.isEmpty { diagnostics.append(.emptyDocument(path)) }
            return nil
        }
    }

    private mutating func profile(
        _ declaration: ProfileDeclaration,
        at path: TreePath,
        repository: RepositoryDeclaration?
    ) -> Profile {
        let defaults = [declaration.defaults, repository?.defaults].compactMap { $0 }
        let interceptors = declaration.interceptors.compactMap { interceptor($0) }
        let names = RepeatedNames(declaration.servers.map { ($0.name.value.text, $0.name.location) })
        diagnostics += names.diagnostics(.duplicateServer, "the server")
        registryReferences += declaration.servers.filter { RegistryEntryReader.isMeant(by: $0.reference.value) }.map {
            RegistryReference(
                address: ServerAddress(profile: declaration.metadata.name.value, server: $0.name.value),
                url: RegistryURL($0.reference.value).document
            )
        }
        let resolved = declaration.servers.compactMap { resolve($0, at: path, defaults: defaults) }
        return Profile(
            name: declaration.metadata.name.value,
            description: declaration.metadata.description,
            declaredAt: declaration.metadata.name.location,
            servers: resolved.compactMap { if case .container(let server) = $0 { server } else { nil } },
            remotes: resolved.compactMap { if case .remote(let server) = $0 { server } else { nil } },
            toolServers: resolved.compactMap { if case .tools(let server) = $0 { server } else { nil } },
            gateway: declaration.gateway?.settings(interceptors: interceptors)
                ?? GatewaySettings(interceptors: interceptors)
        )
    }

    private mutating func interceptor(_ declaration: Located<InterceptorDeclaration>) -> InterceptorSpec? {
        do {
            return try declaration.value.spec()
        } catch {
            let hint = "write when:type:argument, such as before:http:http://127.0.0.1:9000/check"
            diagnostics.append(
                Diagnostic(.badInterceptor, error.description, at: declaration.location, suggestion: hint)
            )
            return nil
        }
    }

    private mutating func resolve(
        _ declaration: ServerDeclaration,
        at path: TreePath,
        defaults: [ServerDefaults]
    ) -> ServerResolver.Resolved? {
        let directory = tree.files.workingDirectory
        var resolver = ServerResolver(
            declaration,
            defaults: defaults,
            workingDirectory: directory,
            documents: documents
        )
        let server = resolver.server(in: path, &reader)
        diagnostics += resolver.diagnostics
        return server
    }

    /// Who may sign must be there before a commit depends on it.
    private mutating func check(_ trust: TrustDeclaration) {
        if let list = trust.allowedSigners {
            let example = "name a file of this tree, such as .mcp/allowed_signers"
            check(list, "the file of allowed signers", suggestion: example)
        }
        for keys in trust.openpgpKeys {
            check(keys, "the file of OpenPGP keys", suggestion: "name a file of this tree, such as .mcp/keys/alice.asc")
        }
        guard trust.allowedSigners == nil, trust.openpgpKeys.isEmpty else { return }
        diagnostics.append(
            Diagnostic(
                .missingKey,
                "nobody could sign: 'trust' names no signers",
                at: trust.commits.location,
                suggestion: "add allowedSigners: .mcp/allowed_signers, or openpgpKeys: [.mcp/keys/alice.asc]"
            )
        )
    }

    private mutating func check(_ name: Located<String>, _ noun: String, suggestion: String) {
        let failure: FileFailure
        switch TrustDeclaration.file(name).map({ reader.text(at: $0) }) {
        case .success: return
        case .failure(let found): failure = found
        case nil: failure = .outsideTree
        }
        diagnostics.append(
            Diagnostic(failure.code, "\(noun) \(failure.predicate)", at: name.location, suggestion: suggestion)
        )
    }

    private mutating func reportMissingProfiles() {
        diagnostics.append(
            Diagnostic(
                .noProfile,
                "the tree has no profile, and that is no way to ask for the removal of every server",
                at: SourceLocation(file: RepositoryDeclaration.fileName, line: 1, column: 1),
                suggestion: "put one into profiles/, its name ending in .yaml; 'mcp-reconcile destroy' removes servers"
            )
        )
    }
}
