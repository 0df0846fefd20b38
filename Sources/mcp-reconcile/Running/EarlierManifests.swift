import NIOPosix
import Spec
import SystemPackage

/// The manifests of another commit, which a plan takes to be applied.
struct EarlierManifests {
    let revision: Revision
    /// Nil if there was nothing of these manifests yet.
    private let found: DesiredState?

    /// Reads the manifests of `revision` in the repository that the source lies in.
    ///
    /// A commit that has no manifests yet, or not yet the profile, asked for nothing.
    ///
    /// - Throws: ``CommandFailure`` if the source is in no repository, and `LoadFailure`.
    init(at revision: String, of source: SourceOptions) async throws {
        let tree = try Self.tree(at: revision, of: source)
        let selection = try source.selection()
        let failure: LoadFailure
        do {
            let desired = try await Self.desired(of: tree, selection, try source.environment())
            guard let revision = desired.revision else { preconditionFailure("a commit has a revision") }
            self.revision = revision
            found = desired
            return
        } catch let error as LoadFailure {
            failure = error
        }
        guard let commit = failure.isOfAbsence ? try await Self.revision(in: tree) : nil else {
            throw EarlierManifestsFailure(revision: revision, failure: failure)
        }
        self.revision = commit
        found = nil
    }

    /// What the revision asked for, to be compared with what is asked for now.
    func desired(comparedWith head: DesiredState) -> DesiredState {
        found ?? DesiredState(owner: head.owner, revision: revision, profiles: [], isComplete: head.isComplete)
    }

    /// A commit that does not have the environment yet is taken without it.
    private static func desired(
        of tree: ManifestTree,
        _ selection: ProfileSelection,
        _ environment: EnvironmentName?
    ) async throws -> DesiredState {
        do {
            let loader = SpecLoader(tree: tree, profiles: selection, environment: environment)
            return try await loader.loadOffPool()
        } catch LoadFailure.unavailable(let error) where error.code == .unknownEnvironment {
            return try await SpecLoader(tree: tree, profiles: selection).loadOffPool()
        }
    }

    private static func tree(at revision: String, of source: SourceOptions) throws -> ManifestTree {
        switch source.tree {
        case .git(let repository, _, let directory):
            return .git(repository: repository, revision: revision, directory: directory)
        case .directory(let path):
            guard let place = GitPlace(of: path) else {
                throw CommandFailure(
                    status: .invalidInput,
                    message: "--against reads another commit, and '\(UntrustedText.escaping(path.string))' is in no "
                        + "git checkout"
                )
            }
            return .git(repository: place.repository, revision: revision, directory: place.directory)
        case .profileFile, .snapshot:
            throw CommandFailure(
                status: .invalidInput,
                message: "--against reads a whole tree of another commit: give its directory by --path, and the "
                    + "profile's name by --profile"
            )
        }
    }

    /// Which commit the tree is of, if it is one.
    private static func revision(in tree: ManifestTree) async throws -> Revision? {
        guard case .git(let repository, let revision, _) = tree else { return nil }
        return try await NIOThreadPool.singleton.runIfActive {
            try GitPlace.revision(named: revision, in: repository)
        }
    }
}

/// The manifests of the commit that is compared with could not be read.
struct EarlierManifestsFailure: Error {
    let revision: String
    let failure: LoadFailure
}

extension LoadFailure {
    /// True if there was nothing of these manifests yet.
    fileprivate var isOfAbsence: Bool {
        switch self {
        case .unavailable(let error): error.code == .notInitialized || error.code == .unknownProfile
        case .invalid: false
        }
    }
}
