import Crypto
import Glibc
import Logging
import NIOCore
package import NIOPosix
package import SystemPackage

/// What servers listed when they ran last, in files of this user's: one a server, and each can be deleted at any time.
///
/// A file that cannot be read, is somebody else's or is not whole counts as absent.
package struct InventoryCache: ServerInventories {
    /// What may be kept.
    package struct Limits: Sendable {
        /// Of one server.
        package var entryBytes = 16 << 20
        package var entries = 512
        package var bytes = 128 << 20

        package init() {}
    }

    private let directory: FilePath
    private let limits: Limits
    private let threads: NIOThreadPool

    /// - Parameters:
    ///   - directory: For this user alone; created when something is kept.
    ///   - limits: From here on the entries that were not used for longest are removed.
    ///   - threads: Where files are read and written.
    package init(in directory: FilePath, limits: Limits = Limits(), threads: NIOThreadPool = .singleton) {
        (self.directory, self.limits, self.threads) = (directory, limits, threads)
    }

    package func offerings(of servers: [InventoryKey]) async -> [InventoryKey: Offering] {
        // A pool that has ended means that the program does.
        let known = try? await threads.runIfActive {
            servers.compactMap { key in
                read(path(of: key)).flatMap { InventoryDocument.offering(in: $0, of: key) }.map { (key, $0) }
            }
        }
        return Dictionary(known ?? []) { first, _ in first }
    }

    package func learn(_ offering: Offering, of server: InventoryKey) async {
        do {
            try await threads.runIfActive {
                try keep(InventoryDocument(offering, of: server).bytes, as: path(of: server))
            }
        } catch {
            let metadata: Logger.Metadata = ["mcp.server": "\(server.server)", "error": "\(error)"]
            Logger.current.debug("what a server lists is not kept for the next start", metadata: metadata)
        }
    }

    private func path(of key: InventoryKey) -> FilePath { directory.appending("\(key.digest).json") }
}

// MARK: - Files

extension InventoryCache {
    private func read(_ path: FilePath) -> ByteBuffer? {
        // What is not there, or cannot be opened, is not known.
        let options: SystemPackage.FileDescriptor.OpenOptions = [.noFollow, .closeOnExec, .nonBlocking]
        guard let file = try? SystemPackage.FileDescriptor.open(path, .readOnly, options: options) else { return nil }
        return try? file.closeAfter {
            var status = stat()
            guard fstat(file.rawValue, &status) == 0, status.isRegularFile, status.isPrivate,
                status.st_size <= limits.entryBytes
            else { throw Errno.permissionDenied }
            var bytes = ByteBuffer()
            while bytes.readableBytes <= limits.entryBytes {
                let count = try bytes.writeWithUnsafeMutableBytes(minimumWritableBytes: Int(status.st_size) + 1) {
                    try file.read(into: $0)
                }
                if count == 0 { return bytes }
            }
            throw Errno.fileTooLarge
        }
    }

    private func keep(_ bytes: ByteBuffer, as path: FilePath) throws {
        guard bytes.readableBytes <= limits.entryBytes else { throw Errno.fileTooLarge }
        guard read(path) != bytes else {
            // What is used stays.
            utimensat(AT_FDCWD, path.string, nil, 0)
            return
        }
        try PrivateDirectory.make(directory)
        try replace(path, with: bytes)
        prune()
    }

    /// Readers see the old content or the new one, and never half of it.
    private func replace(_ path: FilePath, with bytes: ByteBuffer) throws {
        let name = ".\(path.lastComponent?.string ?? "")-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let draft = path.removingLastComponent().appending(name)
        let file = try SystemPackage.FileDescriptor.open(
            draft,
            .writeOnly,
            options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
        do {
            try file.closeAfter { _ = try file.writeAll(bytes.readableBytesView) }
            guard rename(draft.string, path.string) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            unlink(draft.string)
            throw error
        }
    }

    /// Removes what was not used for longest until the rest is within the limits.
    private func prune() {
        var (count, bytes) = (0, 0)
        for entry in entries().sorted(by: { $0.used > $1.used }) {
            count += 1
            bytes += entry.bytes
            if count > limits.entries || bytes > limits.bytes { unlink(entry.path.string) }
        }
    }

    /// Everything in the directory, drafts that a killed process left included.
    private func entries() -> [(path: FilePath, used: Int, bytes: Int)] {
        guard let stream = opendir(directory.string) else { return [] }
        defer { closedir(stream) }
        var entries: [(path: FilePath, used: Int, bytes: Int)] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let path = directory.appending(name)
            var status = stat()
            guard lstat(path.string, &status) == 0, status.isRegularFile else { continue }
            entries.append((path, status.st_mtim.tv_sec, Int(status.st_size)))
        }
        return entries
    }
}
