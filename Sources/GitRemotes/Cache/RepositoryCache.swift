import Crypto
import FoundationEssentials
import Glibc
package import SystemPackage

/// Where fetched repositories are kept: bare, readable by this user alone, one for each address and reference.
///
/// Deleting any of it costs a fetch and nothing else.
package struct RepositoryCache: Sendable {
    package let directory: FilePath

    package init(in directory: FilePath) {
        self.directory = directory
    }

    /// Where the repository of an address is, or will be.
    package func place(of address: RemoteAddress, at reference: RemoteReference) -> FilePath {
        directory.appending(name(address, reference))
    }

    func lock(of address: RemoteAddress, at reference: RemoteReference) -> FilePath {
        directory.appending(name(address, reference) + ".lock")
    }

    private func name(_ address: RemoteAddress, _ reference: RemoteReference) -> String {
        Self.digest(of: "\(address.text)\n\(reference.text)")
    }

    private static func digest(of text: String) -> String {
        SHA256.hash(data: Array(text.utf8)).prefix(16).map { String(UInt16($0) + 0x100, radix: 16).dropFirst() }
            .joined()
    }

    /// Makes a home directory in which this is the file of known hosts.
    func home(withKnownHosts file: String) throws -> FilePath {
        try prepare()
        let home = directory.appending("home-\(Self.digest(of: file))")
        let link = home.appending(".ssh/known_hosts").string
        try FileManager.default.createDirectory(
            atPath: home.appending(".ssh").string,
            withIntermediateDirectories: true
        )
        guard (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) != file else { return home }
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        return home
    }

    /// Makes the directory, and refuses one that others could write to.
    func prepare() throws(Errno) {
        var place = FilePath(root: directory.root, [])
        for component in directory.components {
            place.append(component)
            guard mkdir(place.string, 0o700) != 0, errno != EEXIST else { continue }
            // A parent may exist and yet be closed or read-only: what matters is the last one.
            guard access(place.string, F_OK) == 0 else { throw Errno(rawValue: errno) }
        }
        var status = stat()
        guard lstat(directory.string, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), status.st_mode & 0o022 == 0 else {
            throw .permissionDenied
        }
    }

    /// Removes what fetches that were killed have left in the repository; for the holder of its lock.
    static func clean(_ repository: FilePath) {
        for leftover in siblings(of: repository) { remove(leftover) }
        for name in names(in: repository) where name.hasSuffix(".lock") { remove(repository.appending(name)) }
        let packs = repository.appending("objects/pack")
        for name in names(in: packs) where name.hasPrefix("pack_git2_") { remove(packs.appending(name)) }
        let references = repository.appending("refs")
        // A directory that is not there has nothing left in it.
        let below = (try? FileManager.default.subpathsOfDirectory(atPath: references.string)) ?? []
        for name in below where name.hasSuffix(".lock") { remove(references.pushing(FilePath(name))) }
    }

    /// Repositories that were being made when their maker was killed.
    private static func siblings(of repository: FilePath) -> [FilePath] {
        guard let name = repository.lastComponent?.string else { return [] }
        let directory = repository.removingLastComponent()
        return names(in: directory).filter { $0.hasPrefix("\(name).new") }.map { directory.appending($0) }
    }

    private static func names(in directory: FilePath) -> [String] {
        // A directory that is not there has nothing in it.
        (try? FileManager.default.contentsOfDirectory(atPath: directory.string)) ?? []
    }

    static func remove(_ path: FilePath) {
        // What cannot be removed is in the way later, and is reported by whoever stumbles over it.
        try? FileManager.default.removeItem(atPath: path.string)
    }

    /// How many packs a repository has: each fetch that brings something adds one.
    static func packs(in repository: FilePath) -> Int {
        names(in: repository.appending("objects/pack")).count { $0.hasSuffix(".pack") }
    }
}
