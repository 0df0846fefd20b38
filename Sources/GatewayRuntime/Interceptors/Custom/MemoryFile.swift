import Glibc
import NIOCore
import SystemPackage

/// Bytes in memory that a process can read as a file without a name.
///
/// Unlike a pipe it takes all bytes at once, and does not mind a process that never reads them.
enum MemoryFile {
    /// Makes a file with these bytes, at its start.
    ///
    /// - Returns: A descriptor that the caller closes.
    /// - Throws: `Errno`.
    static func open(holding bytes: ByteBuffer) throws(Errno) -> SystemPackage.FileDescriptor {
        let name = "/mcp-reconcile-\(SessionID().text)"
        let raw = shm_open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)
        guard raw >= 0 else { throw Errno(rawValue: errno) }
        shm_unlink(name)
        let descriptor = SystemPackage.FileDescriptor(rawValue: raw)
        do {
            try descriptor.writeAll(bytes.readableBytesView)
            try descriptor.seek(offset: 0, from: .start)
            return descriptor
        } catch {
            // The failed write is what counts.
            try? descriptor.close()
            throw error as? Errno ?? .ioError
        }
    }
}
