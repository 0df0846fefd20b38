import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The database's file and folder, which only their owner may read: arguments and results are in it.
struct TraceFile {
    private static let folderPermissions = 0o700
    private static let filePermissions: mode_t = 0o600
    /// One page of the smallest size (https://sqlite.org/fileformat2.html#pages).
    private static let smallestDatabase = 512

    let path: String

    /// Creates what is missing and narrows the file's permissions; SQLite gives its side files the same ones.
    ///
    /// A folder that exists already keeps its permissions.
    func prepare() throws(TraceStoreError) {
        try createFolder()
        try createFile()
        try refuseFragment()
        guard chmod(path, Self.filePermissions) == 0 else { throw failure(errno) }
    }

    private func createFolder() throws(TraceStoreError) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: Self.folderPermissions]
            )
        } catch {
            throw TraceStoreError(
                .notWritable,
                doing: doing,
                remedy: TraceStoreError.Code.notWritable.remedy,
                cause: error
            )
        }
    }

    /// Never opens a file that exists: closing it would drop the locks that this process's connections hold on it
    /// (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
    private func createFile() throws(TraceStoreError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, Self.filePermissions)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw failure(errno)
        }
    }

    /// SQLite takes a file that is shorter than any database for an empty one and would overwrite it.
    private func refuseFragment() throws(TraceStoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure(errno) }
        guard status.st_size == 0 || status.st_size >= Self.smallestDatabase else {
            throw TraceStoreError(.notADatabase, doing: doing, remedy: TraceStoreError.Code.notADatabase.remedy)
        }
    }

    private var doing: String { "opening the trace database \(path)" }

    private func failure(_ code: Int32) -> TraceStoreError {
        let kind: TraceStoreError.Code = code == ENOSPC || code == EDQUOT ? .diskFull : .notWritable
        return TraceStoreError(kind, doing: doing, remedy: kind.remedy, cause: SystemError(code: code))
    }

    private struct SystemError: Error, CustomStringConvertible {
        let code: Int32
        var description: String { String(cString: strerror(code)) }
    }
}
