import FoundationEssentials
import Glibc
import Spec
import SystemPackage

/// Manifests of directories as they were applied, each once: `snapshots/DIGEST.json`.
struct SnapshotStore: Sendable {
    /// JSON can take up to six bytes for one of a text.
    private static let sizeLimit = 6 * ManifestSnapshot.sizeLimit + 1 << 20

    let directory: FilePath

    init(in directory: FilePath) {
        self.directory = directory
    }

    /// - Returns: Nil if there is none, or if it is not what it was.
    func snapshot(_ digest: String) -> ManifestSnapshot? {
        // Whatever is wrong with the file, there is no such snapshot.
        guard let bytes = try? PrivateFile(place(of: digest)).bytes(last: Self.sizeLimit),
            let snapshot = try? JSONDecoder().decode(ManifestSnapshot.self, from: Data(bytes)),
            snapshot.digest == digest
        else { return nil }
        return snapshot
    }

    /// - Throws: `Errno`.
    func keep(_ snapshot: ManifestSnapshot) throws {
        let digest = snapshot.digest
        guard self.snapshot(digest) == nil else { return }
        if mkdir(directory.string, 0o700) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try PrivateFile(place(of: digest)).replace(with: Array(try encoder.encode(snapshot)))
    }

    /// Removes all others; what cannot be removed now, the next sweep finds again.
    func sweep(keeping digests: Set<String>) {
        let wanted = Set(digests.map { "\($0).json" })
        // A directory that is not there has nothing to remove.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.string)) ?? []
        for name in names where !wanted.contains(name) { unlink(directory.appending(name).string) }
    }

    private func place(of digest: String) -> FilePath {
        directory.appending("\(digest.filter { $0.isHexDigit }).json")
    }
}
