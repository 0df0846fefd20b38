import SystemPackage

/// A directory's files as they would be after a change.
struct DraftFiles: ManifestFiles {
    let base: DirectoryFiles
    /// The new content by path; nil for a file that is to go.
    private(set) var changes: [TreePath: [UInt8]?] = [:]

    init(base: DirectoryFiles) {
        self.base = base
    }

    var revision: Revision? { nil }
    var workingDirectory: FilePath? { base.workingDirectory }

    func names(in directory: TreePath) throws(FileFailure) -> [String] {
        var names = Set(try base.names(in: directory))
        for (path, bytes) in changes where path.components.dropLast() == directory.components[...] {
            guard let name = path.components.last else { continue }
            if bytes == nil { names.remove(name) } else { names.insert(name) }
        }
        return names.sorted()
    }

    func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8] {
        guard let changed = changes[path] else { return try base.bytes(of: path, limit: limit) }
        guard let changed else { throw .missing }
        guard changed.count <= limit else { throw .tooLarge(changed.count) }
        return changed
    }

    mutating func change(_ path: TreePath, to bytes: [UInt8]?) {
        changes[path] = .some(bytes)
    }
}
