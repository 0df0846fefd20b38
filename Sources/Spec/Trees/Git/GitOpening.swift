import SystemPackage

/// Opens a repository at a revision, and words what can go wrong for whoever typed the two.
struct GitOpening: Sendable {
    let path: FilePath
    let revision: String

    private var doing: String { "reading '\(revision)' of the git repository '\(path)'" }

    func repository() throws(SpecError) -> GitRepository {
        let place: CanonicalPath
        do {
            place = try CanonicalPath(resolving: path)
        } catch {
            throw SpecError(at: path, doing: doing, errno: error)
        }
        do {
            return try GitRepository(path: place.path.string)
        } catch {
            throw notOpened(error, at: place)
        }
    }

    func commit(in repository: borrowing GitRepository) throws(SpecError) -> GitObject {
        let object: GitObject
        do {
            object = try repository.object(named: revision)
        } catch {
            throw unknownRevision(error, in: repository)
        }
        do {
            return try object.commit()
        } catch {
            throw SpecError(
                .notACommit,
                doing: doing,
                cause: "'\(revision)' is a \(object.kind), not a commit",
                suggestion: "name a branch, a tag or a commit"
            )
        }
    }

    func damaged(_ failure: GitFailure) -> SpecError {
        SpecError(
            .damagedRepository,
            doing: doing,
            cause: failure.message,
            suggestion: "'git fsck' in the repository tells more"
        )
    }

    private func notOpened(_ failure: GitFailure, at place: CanonicalPath) -> SpecError {
        if failure.isWrongOwner { return untrusted(at: place) }
        guard failure.isNotFound else { return damaged(failure) }
        let enclosing = GitRepository.enclosing(place.path.string)
        // libgit2 also says "not found" of a repository in this very place that it does not trust.
        if let enclosing, enclosing.hasPrefix(place.path.string) { return untrusted(at: place) }
        return SpecError(
            .notARepository,
            doing: doing,
            cause: "'\(path)' is not a git repository",
            suggestion: enclosing.map { "the repository around it is '\($0)'" }
                ?? "run 'git init' there, or read the directory as it is with --path"
        )
    }

    private func untrusted(at place: CanonicalPath) -> SpecError {
        SpecError(
            .untrustedRepository,
            doing: doing,
            cause: "the repository belongs to another user, so git does not trust it",
            suggestion: "if you do: git config --global --add safe.directory '\(place.path)'"
        )
    }

    private func unknownRevision(_ failure: GitFailure, in repository: borrowing GitRepository) -> SpecError {
        if repository.isEmpty {
            let suggestion = "commit the manifests first"
            return SpecError(.unknownRevision, doing: doing, cause: "it has no commit yet", suggestion: suggestion)
        }
        let names = repository.referenceNames
        let known = names.prefix(Self.shownReferences).joined(separator: ", ")
        return SpecError(
            .unknownRevision,
            doing: doing,
            cause: "it has no branch, tag or commit '\(revision)'",
            suggestion: names.nearest(to: revision).map { "did you mean '\($0)'?" } ?? "it has: \(known)"
        )
    }

    /// How many branches and tags a message names at most.
    private static let shownReferences = 10
}

extension SpecError {
    /// What the system said of a path that somebody typed.
    init(at path: FilePath, doing: String, errno: Errno) {
        switch errno {
        case .noSuchFileOrDirectory, .notDirectory:
            self.init(.pathMissing, doing: doing, cause: "there is no '\(path)'")
        default:
            self.init(.unreadable, doing: doing, cause: errno.description)
        }
    }
}
