import SystemPackage

/// The directories that hold a repository's references: its own, and for a linked worktree also the common one.
struct GitDirectories: Sequence {
    private let directories: [FilePath]

    /// - Parameter path: A worktree, or a git directory itself.
    init(of path: FilePath) {
        let own = Self.gitDirectory(of: path)
        let common = Self.firstLine(of: own.appending("commondir")).map { own.pushing(FilePath($0)).lexicallyNormalized() }
        directories = [own] + (common.map { [$0] } ?? [])
    }

    func makeIterator() -> some IteratorProtocol<FilePath> { directories.makeIterator() }

    /// `.git` is a directory, or a file that names one (`gitdir: path`); without it the path is a bare repository.
    private static func gitDirectory(of path: FilePath) -> FilePath {
        let dotGit = path.appending(".git")
        guard let identity = FileIdentity(of: dotGit) else { return path }
        if identity.isDirectory { return dotGit }
        guard let line = firstLine(of: dotGit), line.hasPrefix("gitdir: ") else { return path }
        return path.pushing(FilePath(String(line.dropFirst(8)))).lexicallyNormalized()
    }

    private static func firstLine(of path: FilePath) -> String? {
        // A file that cannot be read names no directory; the periodic look finds what is missed.
        guard let file = try? FileDescriptor.open(path, .readOnly, options: .closeOnExec) else { return nil }
        let bytes = try? file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
        return bytes.map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
    }
}
