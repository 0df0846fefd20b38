import Glibc
package import Spec
package import SystemPackage

/// The files with what the servers of one profile have said: for each server one that grows and older ones, bounded.
package struct ServerLogDirectory: Sendable {
    package struct Limits: Sendable {
        /// A file that would grow over it becomes the newest of the older ones.
        package var fileBytes = 1 << 20
        package var olderFiles = 3

        package init() {}
    }

    package let path: FilePath
    let limits: Limits

    /// - Parameters:
    ///   - directory: Where the logs of all profiles are.
    ///   - owner: Whose profile it is.
    ///   - profile: The profile.
    ///   - limits: For each server.
    package init(in directory: FilePath, of owner: OwnerID, _ profile: ProfileName, limits: Limits = Limits()) {
        path = directory.appending(owner.short).appending(profile.text)
        self.limits = limits
    }

    /// The servers of which something was heard, sorted.
    package var servers: [ServerName] {
        guard let stream = opendir(path.string) else { return [] }
        defer { closedir(stream) }
        var servers: Set<ServerName> = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".log"), let server = ServerName(String(name.dropLast(4))) else { continue }
            servers.insert(server)
        }
        return servers.sorted()
    }

    /// The file that grows.
    package func file(of server: ServerName) -> FilePath { path.appending("\(server).log") }

    /// The older files, oldest first, whether they are there or not.
    package func olderFiles(of server: ServerName) -> [FilePath] {
        (1...max(1, limits.olderFiles)).reversed().map { path.appending("\(server).log.\($0)") }
    }

    /// Appends whole lines, and makes room before that; blocks.
    ///
    /// - Throws: `Errno`.
    func append(_ lines: [UInt8], of server: ServerName) throws {
        try PrivateDirectory.make(path)
        var file = try open(server)
        if try file.seek(offset: 0, from: .end) + Int64(lines.count) > Int64(limits.fileBytes) {
            try file.close()
            rotate(server)
            file = try open(server)
        }
        try file.closeAfter { _ = try file.writeAll(lines) }
    }

    private func open(_ server: ServerName) throws -> FileDescriptor {
        try FileDescriptor.open(
            file(of: server),
            .writeOnly,
            options: [.append, .create, .noFollow, .closeOnExec],
            permissions: .ownerReadWrite
        )
    }

    private func rotate(_ server: ServerName) {
        let files = olderFiles(of: server) + [file(of: server)]
        // What is not there needs no other name.
        for (older, newer) in zip(files, files.dropFirst()) { rename(newer.string, older.string) }
    }
}
