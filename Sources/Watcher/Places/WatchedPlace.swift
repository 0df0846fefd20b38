package import SystemPackage

/// Where manifests live, as far as watching is concerned.
package enum WatchedPlace: Hashable, Sendable {
    /// One file, which may be replaced by a rename or reached through symbolic links.
    case file(FilePath)
    /// A directory with everything in it.
    case directory(FilePath)
    /// The references of a git repository, bare or not.
    case repository(FilePath)

    /// Every directory in which an event can mean a change, those of symbolic links on the way included.
    func directories() -> Set<FilePath> {
        switch self {
        case .file(let path): PathChain(path).directories
        case .directory(let path): PathChain(path).directories.union(Self.tree(at: path))
        case .repository(let path):
            GitDirectories(of: path).reduce(into: Set()) { found, directory in
                found.formUnion(PathChain(directory).directories)
                found.insert(directory)
                found.formUnion(Self.tree(at: directory.appending("refs")))
            }
        }
    }

    /// More directories than a manifest tree has: beyond it, changes are found by the periodic look.
    private static let maximumDirectories = 4096

    /// The directory and those below it; links are followed once, git's own directory is left out.
    private static func tree(at root: FilePath) -> Set<FilePath> {
        var found: Set<FilePath> = []
        var visited: Set<FileIdentity> = []
        var waiting = [root]
        while let directory = waiting.popLast(), found.count < maximumDirectories {
            guard let identity = FileIdentity(of: directory), identity.isDirectory,
                visited.insert(identity).inserted
            else { continue }
            found.insert(directory)
            for name in DirectoryListing(of: directory).names where name != ".git" {
                let path = directory.appending(name)
                if let target = SymbolicLink(at: path)?.target { found.formUnion(PathChain(target).directories) }
                waiting.append(path)
            }
        }
        return found
    }
}
