import FoundationEssentials
import Glibc
import SystemPackage

extension FilePath {
    /// Reads the first bytes of a file, all of them if there are no more than that.
    ///
    /// - Throws: `Errno`.
    func contents(upTo limit: Int) throws -> [UInt8] {
        let file = try FileDescriptor.open(self, .readOnly, options: [.closeOnExec])
        return try file.closeAfter {
            try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
                count = try file.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    /// Writes the file as a whole, readable by this user alone: others see the old content or the new one.
    ///
    /// - Throws: `Errno`.
    func replace(with content: Data) throws {
        let draft = FilePath("\(self).\(getpid())")
        let file = try FileDescriptor.open(
            draft,
            .writeOnly,
            options: [.create, .truncate, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        try file.closeAfter {
            try file.writeAll(content)
            guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
        }
        guard rename(draft.string, string) == 0 else { throw Errno(rawValue: errno) }
    }
}
