import SystemPackage

/// The mounted file systems of this process (`proc(5)`, `/proc/self/mountinfo`).
struct MountTable: Sendable {
    /// File systems whose changes the kernel does not tell of, because they happen on another machine.
    private static let blindTypes: Set<Substring> = [
        "9p", "afs", "ceph", "cifs", "lustre", "nfs", "nfs4", "smb3", "vboxsf", "virtiofs",
    ]
    private static let maximumSize = 1 << 20

    /// A later mount hides an earlier one at the same path.
    private let latestFirst: [(path: FilePath, type: Substring)]

    init() {
        // Without the table nothing is known to be blind, and the periodic look still finds every change.
        self.init(parsing: (try? Self.content(of: "/proc/self/mountinfo")) ?? "")
    }

    init(parsing text: String) {
        latestFirst = text.split(separator: "\n").reversed().compactMap { line in
            let halves = line.split(separator: " - ", maxSplits: 1)
            let fields = halves.first?.split(separator: " ") ?? []
            guard halves.count == 2, fields.count > 4, let type = halves[1].split(separator: " ").first else {
                return nil
            }
            return (FilePath(String(fields[4])), type)
        }
    }

    /// True if changes in the directory, an absolute path without links, can come about without an event.
    ///
    /// An overlay is not blind: what is written through it is told, and nothing else may write to its layers.
    func isBlind(at directory: FilePath) -> Bool {
        var nearest: (path: FilePath, type: Substring)?
        for mount in latestFirst where directory.starts(with: mount.path) {
            if mount.path.length > nearest?.path.length ?? -1 { nearest = mount }
        }
        return nearest.map { Self.blindTypes.contains($0.type) || $0.type.hasPrefix("fuse") } ?? false
    }

    private static func content(of path: FilePath) throws -> String {
        let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
        return try file.closeAfter {
            var text: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 16 << 10)
            while text.count < maximumSize {
                let count = try piece.withUnsafeMutableBytes { try file.read(into: $0) }
                if count == 0 { break }
                text += piece[..<count]
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
