import ArgumentParser
import FoundationEssentials
import GitRemotes
import NIOPosix
import Planner
import Spec
import SystemPackage

/// Where the manifests come from, and which profile of them is meant.
struct SourceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A directory with reconcile.yaml, or one profile file.", valueName: "path"))
    var path: String?

    @Option(
        help: ArgumentHelp(
            "A git repository: a directory, or an address (https, ssh, git@host:path, file).",
            discussion: """
                It is read from its object database. What an address leads to is fetched into the cache; \
                MCP_RECONCILE_GIT_TOKEN and MCP_RECONCILE_GIT_SSH_KEY say with what.
                """,
            valueName: "repository"
        )
    )
    var repo: String?

    @Option(help: ArgumentHelp("The branch, tag or commit of --repo to read.", valueName: "rev"))
    var ref = "HEAD"

    @Option(help: ArgumentHelp("One profile by its name; or a profile file by its path.", valueName: "name"))
    var profile: String?

    @Option(
        help: ArgumentHelp("The host keys that ssh servers must show; else ~/.ssh/known_hosts.", valueName: "file")
    )
    var knownHosts: String?

    @Option(
        help: ArgumentHelp(
            "Read only commits that somebody in this file has signed.",
            discussion: """
                Either allowed signers (ssh-keygen(1)) or OpenPGP public keys ('gpg --armor --export'); may be repeated. \
                Without it, 'trust' in the reconcile.yaml of the commit that was applied last decides.
                """,
            valueName: "file"
        ),
        completion: .file()
    )
    var trust: [String] = []

    @Option(
        name: .customLong("env"),
        help: ArgumentHelp("Let the values of envs/NAME.yaml count.", valueName: "name"),
        completion: .shellCommand("ls envs 2>/dev/null | sed -n 's/\\.ya\\{0,1\\}ml$//p'")
    )
    var environmentName: String?

    func validate() throws {
        if !trust.isEmpty, repo == nil {
            throw ValidationError("--trust is about commits: say by --repo which repository they are in.")
        }
        if let repo, RemoteAddress.isMeant(by: repo) { try validateRemote(repo) }
        if knownHosts != nil, remote?.address.scheme != .ssh {
            throw ValidationError("--known-hosts has a meaning only for a --repo that is reached by ssh.")
        }
        if path != nil, repo != nil {
            throw ValidationError("--path and --repo name two sources: give one of them.")
        }
        if repo != nil, profileFile != nil {
            throw ValidationError("--profile names a file, and --repo a repository: give the profile's name.")
        }
        if path != nil, profileFile != nil {
            throw ValidationError("--path and --profile name two sources: give the profile's name, or only the file.")
        }
    }

    private func validateRemote(_ repo: String) throws {
        do {
            _ = try RemoteAddress(repo)
        } catch {
            // The address is not repeated: it may hold a password.
            throw ValidationError("--repo \(error).")
        }
        guard RemoteReference(ref) != nil else {
            throw ValidationError("--ref of a repository on another machine is a branch, a tag or a commit's id.")
        }
    }

    /// The repository, if it must be fetched.
    var remote: RemoteRepository? {
        guard let repo, RemoteAddress.isMeant(by: repo), let reference = RemoteReference(ref) else { return nil }
        // An address that is none was refused when the options were validated.
        guard let address = try? RemoteAddress(repo) else { return nil }
        // The process that fetches may see another directory as its own.
        let working = FilePath(FileManager.default.currentDirectoryPath)
        let known = knownHosts.map { working.pushing(FilePath($0)) }
        return RemoteRepository(address: address, reference: reference, knownHosts: known)
    }

    /// The file that `--profile` names, if it names one rather than a profile.
    var profileFile: String? {
        guard let profile else { return nil }
        let isFile = profile.contains("/") || profile.hasSuffix(".yaml") || profile.hasSuffix(".yml")
        return isFile ? profile : nil
    }
}

extension SourceOptions {
    /// The tree that the options name.
    var tree: ManifestTree {
        if let remote { return .git(repository: remote.place, revision: ref) }
        if let repo { return .git(repository: FilePath(repo), revision: ref) }
        let path = FilePath(profileFile ?? path ?? ".")
        return path.isFile ? .profileFile(path) : .directory(path)
    }

    /// The profiles of the tree that are meant.
    func selection() throws -> ProfileSelection {
        guard let profile, profileFile == nil else { return .all }
        guard let name = ProfileName(profile) else {
            throw CommandFailure(
                status: .invalidInput,
                message:
                    "'\(UntrustedText.escaping(profile))' is no profile name: lowercase letters, digits and inner hyphens"
            )
        }
        return .named(name)
    }

    /// The environment that is meant.
    func environment() throws -> EnvironmentName? {
        guard let environmentName else { return nil }
        if let name = EnvironmentName(environmentName) { return name }
        throw CommandFailure(
            status: .invalidInput,
            message: "'\(UntrustedText.escaping(environmentName))' is no name of an environment: lowercase letters, "
                + "digits and inner hyphens"
        )
    }

    /// Reads the manifests anew each time it is called.
    func loader(lock: LockUse = .obey, documents: [String: LockedDocument] = [:]) throws -> SpecLoader {
        SpecLoader(
            tree: tree,
            profiles: try selection(),
            environment: try environment(),
            lock: lock,
            documents: documents
        )
    }

    /// Reads the manifests once, and says where they were found.
    ///
    /// - Parameter also: What else of a repository on another machine must be there.
    /// - Returns: The desired state and its source.
    /// - Throws: `LoadFailure`, `RemoteError`.
    func manifests(also: String? = nil) async throws -> Manifests {
        try await fetch(also: also)
        let (desired, reading) = try await loader().readOffPool()
        try await verify(desired)
        return Manifests(
            desired: desired,
            source: try origin(reading.contentDigest.text),
            gate: try gate(for: tree),
            snapshot: reading.snapshot
        )
    }

    /// Where manifests of that content are read.
    func origin(_ content: String) throws -> PlanSource {
        var source = try place(content)
        source.environment = try environment()
        return source
    }

    private func place(_ content: String) throws -> PlanSource {
        let profile: ProfileName? = if case .named(let name) = try selection() { name } else { nil }
        switch tree {
        case .git(let repository, _, let directory):
            return PlanSource(
                kind: .git,
                place: remote?.address.text ?? repository.string,
                directory: directory,
                profile: profile,
                content: content
            )
        case .directory(let path):
            return PlanSource(kind: .directory, place: path.string, profile: profile, content: content)
        case .profileFile(let path):
            return PlanSource(kind: .file, place: path.string, profile: profile, content: content)
        case .snapshot(let snapshot):
            let kind: PlanSource.Kind = snapshot.profile == nil ? .directory : .file
            return PlanSource(kind: kind, place: snapshot.root, profile: profile, content: content)
        }
    }

    /// Brings the copy of a repository on another machine up to date; does nothing for what is on this one.
    ///
    /// - Throws: `RemoteError`.
    func fetch(also: String? = nil) async throws {
        guard let remote else { return }
        guard let also else {
            try await remote.fetch()
            return
        }
        guard let reference = RemoteReference(also) else {
            throw CommandFailure(
                status: .invalidInput,
                message: "'\(UntrustedText.escaping(also))' is no branch, tag or commit's id, which is all that can be "
                    + "asked for on another machine"
            )
        }
        try await remote.fetch(also: reference)
    }

    /// Reads the manifests once.
    ///
    /// - Throws: `LoadFailure`, `RemoteError`.
    func load() async throws -> DesiredState {
        try await fetch()
        let desired = try await loader().loadOffPool()
        try await verify(desired)
        return desired
    }
}

/// A desired state, and where it was read.
struct Manifests: Sendable {
    var desired: DesiredState
    let source: PlanSource
    /// Decides whether the commit may be applied; nil if it is none.
    var gate: CommitGate?
    /// The files themselves; nil for a commit, and for more than can be kept.
    var snapshot: ManifestSnapshot?
}

extension SpecLoader {
    /// Loads on a thread that may block, because files and git objects are read.
    func loadOffPool() async throws -> DesiredState {
        try await NIOThreadPool.singleton.runIfActive { try load() }
    }

    /// The same, with what was read.
    func readOffPool() async throws -> (desired: DesiredState, reading: ManifestReading) {
        let reading: ManifestReading
        do {
            reading = try await NIOThreadPool.singleton.runIfActive { try read() }
        } catch let error as SpecError {
            throw LoadFailure.unavailable(error)
        }
        switch reading.result {
        case .failure(let report): throw LoadFailure.invalid(report)
        case .success(let desired): return (desired, reading)
        }
    }
}

extension FilePath {
    /// True if a file is there and no directory; what is not there is reported by whoever opens it.
    fileprivate var isFile: Bool {
        // What is not there is no file here; whoever opens it says so.
        guard let type = try? stat().type else { return false }
        return type != .directory
    }
}
