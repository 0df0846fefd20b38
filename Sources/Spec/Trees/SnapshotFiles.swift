import SystemPackage

/// The files of a snapshot: what was not read when it was taken is missing in it.
struct SnapshotFiles: ManifestFiles {
    let snapshot: ManifestSnapshot
    let revision: Revision? = nil
    var workingDirectory: FilePath? { FilePath(snapshot.root) }

    func names(in directory: TreePath) -> [String] {
        let start = directory.text.isEmpty ? "" : directory.text + "/"
        let names = snapshot.files.keys.filter { $0.hasPrefix(start) }
            .compactMap { $0.dropFirst(start.count).split(separator: "/").first }
        return Set(names.map(String.init)).sorted()
    }

    func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8] {
        guard let text = snapshot.files[path.text] else { throw .missing }
        guard text.utf8.count <= limit else { throw .tooLarge(text.utf8.count) }
        return Array(text.utf8)
    }
}
