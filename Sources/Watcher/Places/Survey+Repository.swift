import SystemPackage

extension Survey {
    /// Notes everything by which a reference of a git repository can move.
    ///
    /// - Parameter path: A worktree, main or linked, a submodule, or a bare repository.
    mutating func follow(repositoryAt path: FilePath) {
        let own = gitDirectory(of: path)
        followReferences(in: own)
        // A linked worktree has its own HEAD, and its branches elsewhere (gitrepository-layout(5)).
        guard let common = Self.firstLine(of: own.appending("commondir")) else { return }
        if let directory = follow(own.pushing(FilePath(common))) { followReferences(in: directory) }
    }

    /// `.git` is a directory or a link to one, or a file that names one; without it the path itself is bare.
    private mutating func gitDirectory(of path: FilePath) -> FilePath {
        guard let found = follow(path.appending(".git")) else { return follow(path) ?? path }
        guard FileSystemEntry(at: found) == .file else { return found }
        guard let line = Self.firstLine(of: found), line.hasPrefix(Self.pointer) else { return found }
        let target = found.removingLastComponent().pushing(FilePath(String(line.dropFirst(Self.pointer.count))))
        return follow(target) ?? target
    }

    private static let pointer = "gitdir: "

    /// Git replaces these files by renaming a lock file over them, and packs `refs/` into `packed-refs`.
    private mutating func followReferences(in directory: FilePath) {
        for name in ["HEAD", "commondir", "packed-refs"] { follow(directory.appending(name)) }
        if let references = follow(directory.appending("refs")) { descend(into: references) }
    }

    private static let maximumLine = 4096

    private static func firstLine(of path: FilePath) -> String? {
        // A file that cannot be read names no directory; the periodic look finds what is missed.
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec, .nonBlocking]) else {
            return nil
        }
        let bytes = try? file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: maximumLine) { buffer, count in
                count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
        return bytes.map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) }
    }
}
