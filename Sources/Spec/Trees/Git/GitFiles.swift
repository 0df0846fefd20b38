import SystemPackage

/// The files of a commit, read from the object database: a checkout that is half finished cannot be seen here.
final class GitFiles: ManifestFiles {
    // Freed in this order: objects before their repository.
    private let tree: GitObject
    private let repository: GitRepository
    /// Where the manifests lie in the commit, without a slash at either end.
    private let directory: String
    let revision: Revision?
    let workingDirectory: FilePath?

    /// Opens the repository and resolves the revision.
    init(repository path: FilePath, revision: String, directory: String = "") throws(SpecError) {
        let opening = GitOpening(path: path, revision: revision)
        let repository = try opening.repository()
        let commit = try opening.commit(in: repository)
        do {
            tree = try commit.tree()
        } catch {
            throw opening.damaged(error)
        }
        self.revision = Revision(reference: revision, commit: commit.id)
        let checkout = repository.workingDirectory.flatMap { try? CanonicalPath(resolving: FilePath($0)).path }
        workingDirectory = directory.isEmpty ? checkout : checkout?.appending(directory)
        self.repository = repository
        self.directory = directory
    }

    func names(in directory: TreePath) throws(FileFailure) -> [String] {
        let place = place(of: directory)
        if place.isEmpty { return tree.entryNames.sorted() }
        do {
            let entry = try tree.entry(at: place)
            guard entry.kind == .directory else { throw FileFailure.notAFile }
            return try repository.object(at: entry).entryNames.sorted()
        } catch let failure as GitFailure where failure.isNotFound {
            return []
        } catch {
            throw Self.failure(error)
        }
    }

    func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8] {
        do {
            let entry = try tree.entry(at: place(of: path))
            switch entry.kind {
            case .directory: throw FileFailure.notAFile
            case .symbolicLink: throw FileFailure.symbolicLink
            case .submodule: throw FileFailure.submodule
            case .file: break
            }
            let size = try repository.size(of: entry)
            guard size <= limit else { throw FileFailure.tooLarge(size) }
            return try repository.object(at: entry).content
        } catch {
            throw Self.failure(error)
        }
    }

    private func place(of path: TreePath) -> String {
        if directory.isEmpty { return path.text }
        return path.text.isEmpty ? directory : "\(directory)/\(path.text)"
    }

    private static func failure(_ error: any Error) -> FileFailure {
        switch error {
        case let failure as FileFailure: failure
        case let failure as GitFailure: failure.isNotFound ? .missing : .unreadable(failure.message)
        default: .unreadable("\(error)")
        }
    }
}
