import Glibc
package import SystemPackage

/// An open file that can be locked as a whole (`flock(2)`) and that names its holder.
///
/// The lock belongs to the open file: closing it, which the kernel does for a process that ends, releases the lock.
package struct LockFile: Sendable {
    /// Bytes of the longest process id and its newline.
    private static let maximumSignature = 16

    private let descriptor: FileDescriptor

    /// Opens the file, and creates it and its directory if need be, readable by this user alone.
    ///
    /// - Throws: `Errno`.
    package init(at path: FilePath) throws {
        try Self.makePrivate(path.removingLastComponent())
        descriptor = try FileDescriptor.open(
            path,
            .readWrite,
            options: [.create, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
    }

    /// Takes the lock if it is free, and returns whether it did.
    package func tryLock() throws -> Bool {
        guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
            let error = Errno(rawValue: errno)
            if error == .wouldBlock || error == .interrupted { return false }
            close()
            throw error
        }
        sign()
        return true
    }

    /// Blocks the calling thread until the lock is taken.
    func lock() throws {
        while flock(descriptor.rawValue, LOCK_EX) != 0 {
            let error = Errno(rawValue: errno)
            guard error == .interrupted else { throw error }
        }
        sign()
    }

    package func close() {
        // Nothing was written that could be lost, and the descriptor is gone either way.
        try? descriptor.close()
    }

    /// The process that took the lock last, as far as the file tells.
    package static func holder(at path: FilePath) -> Int32? {
        // A file that cannot be read names nobody; the lock itself does not depend on its content.
        guard let file = try? FileDescriptor.open(path, .readOnly, options: [.noFollow, .closeOnExec]) else {
            return nil
        }
        let text = try? file.closeAfter { try file.text(upTo: maximumSignature) }
        return text.flatMap { Int32($0.prefix { $0.isNumber }) }
    }

    /// Writes this process's id.
    ///
    /// The lock holds without it too: on a full disk, the holder only stays unnamed.
    private func sign() {
        try? descriptor.resize(to: 0)
        _ = try? descriptor.writeAll(toAbsoluteOffset: 0, "\(getpid())\n".utf8)
    }

    /// Makes the directory, unless it is there and belongs to this user: in a shared directory a stranger's would let
    /// him hold the lock.
    private static func makePrivate(_ directory: FilePath) throws {
        if mkdir(directory.string, 0o700) == 0 { return }
        guard Errno(rawValue: errno) == .fileExists else { throw Errno(rawValue: errno) }
        var status = stat()
        guard lstat(directory.string, &status) == 0 else { throw Errno(rawValue: errno) }
        let isOthersToo = status.st_mode & (S_IWGRP | S_IWOTH) != 0
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), !isOthersToo else {
            throw Errno.permissionDenied
        }
    }
}

extension FileDescriptor {
    fileprivate func text(upTo limit: Int) throws -> String {
        let bytes = try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = try read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
