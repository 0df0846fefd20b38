import Glibc
import SystemPackage

/// Keeps two fetches out of one repository of the cache (`flock(2)`); the kernel releases it with the process.
struct CacheLock: ~Copyable {
    private let descriptor: FileDescriptor

    /// Blocks until the lock is held.
    ///
    /// - Throws: `Errno`.
    init(at path: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            path,
            .readWrite,
            options: [.create, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        try Self.lock(descriptor)
        self.descriptor = descriptor
    }

    deinit {
        // Nothing was written, and the descriptor is gone either way.
        try? descriptor.close()
    }

    private static func lock(_ descriptor: FileDescriptor) throws {
        while flock(descriptor.rawValue, LOCK_EX) != 0 {
            guard Errno.current == .interrupted else { throw Errno.current }
        }
    }
}
