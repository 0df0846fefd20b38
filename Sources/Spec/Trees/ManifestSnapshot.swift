import Crypto
import SystemPackage

/// The manifest files of a directory as they were once read, with all that is needed to read them again.
package struct ManifestSnapshot: Hashable, Sendable, Codable {
    /// In bytes of all files together; a larger tree is not kept.
    package static let sizeLimit = 4 << 20

    /// The directory that they were read from: relative mounts start there.
    package let root: String
    /// The text of every file that was read, by its path in the tree.
    package let files: [String: String]
    /// The one profile file that was asked for; nil for a whole directory.
    package let profile: String?
    /// Whose that one file is, where no `reconcile.yaml` says so.
    package let owner: String?

    /// - Returns: Nil if the files are larger than ``sizeLimit``.
    init?(root: String, files: [String: String], profile: String?, owner: OwnerID?) {
        guard files.values.reduce(0, { $0 + $1.utf8.count }) <= Self.sizeLimit else { return nil }
        self.root = root
        self.files = files
        self.profile = profile
        self.owner = owner?.text
    }

    /// 64 lowercase hexadecimal digits over everything, by which two snapshots are told apart.
    package var digest: String {
        var hash = SHA256()
        let head = [root, profile ?? "", owner ?? ""]
        for part in head + files.sorted(by: { $0.key < $1.key }).flatMap({ [$0.key, $0.value] }) {
            let bytes = Array(part.utf8)
            hash.update(data: withUnsafeBytes(of: UInt64(bytes.count).bigEndian) { Array($0) })
            hash.update(data: bytes)
        }
        return hash.finalize().hexadecimal
    }
}

extension OpenedTree {
    /// What was read of the tree, to be read again later; nil for a commit, which git keeps, and for too large a tree.
    func snapshot(of sources: [String: String]) -> ManifestSnapshot? {
        guard files.revision == nil, let root = files.workingDirectory, isComplete || profiles.count == 1 else {
            return nil
        }
        return ManifestSnapshot(
            root: root.string,
            files: sources,
            profile: isComplete ? nil : profiles.first?.text,
            owner: fallbackOwner
        )
    }
}
