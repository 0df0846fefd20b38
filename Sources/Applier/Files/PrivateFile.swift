import Glibc
import SystemPackage

/// A file that only this user can read, written as a whole or not at all.
struct PrivateFile {
    let path: FilePath

    init(_ path: FilePath) {
        self.path = path
    }

    /// - Throws: `Errno`.
    func replace(with bytes: [UInt8]) throws {
        let draft = FilePath("\(path).\(getpid()).draft")
        let file = try FileDescriptor.open(
            draft,
            .writeOnly,
            options: [.create, .truncate, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        do {
            try file.closeAfter {
                try file.writeAll(bytes)
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
            guard rename(draft.string, path.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(draft.string)
            throw error
        }
    }

    /// The end of the file, at most so many bytes.
    ///
    /// - Throws: `Errno`.
    func bytes(last limit: Int) throws -> [UInt8] {
        let file = try FileDescriptor.open(path, .readOnly, options: [.noFollow, .nonBlocking, .closeOnExec])
        return try file.closeAfter {
            let size = try file.seek(offset: 0, from: .end)
            var offset = max(0, size - Int64(limit))
            var bytes = [UInt8](repeating: 0, count: Int(size - offset))
            var count = 0
            while count < bytes.count {
                let read = try bytes.withUnsafeMutableBytes {
                    try file.read(fromAbsoluteOffset: offset, into: .init(rebasing: $0[count...]))
                }
                if read == 0 { break }
                (count, offset) = (count + read, offset + Int64(read))
            }
            return Array(bytes[..<count])
        }
    }
}
