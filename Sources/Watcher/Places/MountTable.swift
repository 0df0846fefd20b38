import SystemPackage

/// The mounted file systems of this process (`proc(5)`, `/proc/self/mountinfo`).
struct MountTable {
    /// File systems whose changes the kernel does not tell of, because they happen elsewhere.
    private static let blindTypes: Set<Substring> = ["nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "virtiofs", "vboxsf"]
    private static let maximumSize = 1 << 20

    private let typesByPath: [(path: FilePath, type: Substring)]

    init() {
        // Without the table nothing is known to be blind, and the periodic look still finds every change.
        let text = try? FileDescriptor.open("/proc/self/mountinfo", .readOnly, options: .closeOnExec).closeAfterReading(Self.maximumSize)
        typesByPath = (text ?? "").split(separator: "\n").compactMap { line in
            let halves = line.split(separator: " - ", maxSplits: 1)
            let fields = halves.first?.split(separator: " ") ?? []
            guard halves.count == 2, fields.count > 4, let type = halves[1].split(separator: " ").first else { return nil }
            return (FilePath(String(fields[4])), type)
        }
    }

    /// True if changes below the directory can come about without an event.
    func isBlind(at directory: FilePath) -> Bool {
        let mount = typesByPath.filter { directory.starts(with: $0.path) }.max { $0.path.length < $1.path.length }
        return mount.map { Self.blindTypes.contains($0.type) || $0.type.hasPrefix("fuse") } ?? false
    }
}

extension FileDescriptor {
    fileprivate func closeAfterReading(_ limit: Int) throws -> String {
        try closeAfter {
            var text: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 16 << 10)
            while text.count < limit {
                let count = try piece.withUnsafeMutableBytes { try read(into: $0) }
                if count == 0 { break }
                text += piece[..<count]
            }
            return String(decoding: text, as: UTF8.self)
        }
    }
}
