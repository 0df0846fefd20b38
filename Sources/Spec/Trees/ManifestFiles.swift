import SystemPackage

/// An opened manifest tree: files by their path, wherever they are stored.
protocol ManifestFiles {
    /// The commit, if the tree is one of git.
    var revision: Revision? { get }
    /// The place on disk that relative mounts start from; nil for a bare repository.
    var workingDirectory: FilePath? { get }

    /// The names of everything in a directory (the empty path is the root), sorted; none if there is no such directory.
    func names(in directory: TreePath) throws(FileFailure) -> [String]

    /// The content of a file of at most `limit` bytes.
    func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8]
}

/// Why a file of a tree gave no content.
enum FileFailure: Error, Hashable, Sendable {
    case missing
    /// A directory, a device or a pipe.
    case notAFile
    /// A symbolic link of a git tree, which is not followed.
    case symbolicLink
    case submodule
    /// A symbolic link that leads out of the tree.
    case outsideTree
    /// The file's size in bytes.
    case tooLarge(Int)
    /// Refused by the system or by git, in their words.
    case unreadable(String)

    var code: DiagnosticCode {
        switch self {
        case .missing: .missingFile
        case .outsideTree: .outsideTree
        case .tooLarge: .fileSize
        case .notAFile, .symbolicLink, .submodule, .unreadable: .unreadableFile
        }
    }

    /// Completes "the file …".
    var predicate: String {
        switch self {
        case .missing: "does not exist in this tree"
        case .notAFile: "is no regular file"
        case .symbolicLink: "is a symbolic link, which is not followed in a git tree"
        case .submodule: "is a submodule, which is not read"
        case .outsideTree: "is a symbolic link that leads out of the tree"
        case .tooLarge(let size): "has \(size) bytes, which is too large for a manifest"
        case .unreadable(let cause): "cannot be read: \(cause)"
        }
    }
}
