package import SystemPackage

/// Where manifests live, as far as watching is concerned.
package enum WatchedPlace: Hashable, Sendable {
    /// One file, which may be replaced by a rename or reached through symbolic links.
    case file(FilePath)
    /// A directory with everything in it but hidden directories; it may be reached through symbolic links.
    case directory(FilePath)
    /// The references of a git repository: a worktree, a linked one, a submodule or a bare repository.
    case repository(FilePath)

    /// Looks at the file system, and blocks for it.
    func survey() -> Survey {
        var survey = Survey()
        switch self {
        case .file(let path): survey.follow(path)
        case .directory(let path):
            if let directory = survey.follow(path) { survey.descend(into: directory) }
        case .repository(let path): survey.follow(repositoryAt: path)
        }
        return survey
    }
}
