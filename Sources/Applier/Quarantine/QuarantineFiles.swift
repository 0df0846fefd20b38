import FoundationEssentials
import Glibc
package import Spec
package import SystemPackage

/// Where loops of one owner on this host write down what they have given up, a file a server: for whoever asks, and for
/// `resume`, which takes the files away.
package struct QuarantineFiles: Sendable {
    /// More than any entry takes; a longer file is not one.
    private static let sizeLimit = 64 << 10

    private struct Entry: Codable {
        var profile: String
        var server: String
        var reason: String
        var since: Int64
    }

    package let directory: FilePath

    /// - Parameter directory: Where the owner's state is kept.
    package init(in directory: FilePath) {
        self.directory = directory.appending("quarantined")
    }

    /// Every entry, sorted by address; what cannot be understood is left out.
    package var current: [Quarantine] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: directory.string) else { return [] }
        return names.compactMap { entry(in: directory.appending($0)) }.sorted { $0.address < $1.address }
    }

    /// Writes an entry, in a directory that exists.
    ///
    /// - Throws: `Errno`.
    package func write(_ quarantine: Quarantine, at now: Int64) throws {
        let address = quarantine.address
        let entry = Entry(
            profile: address.profile.text,
            server: address.server.text,
            reason: String(quarantine.reason.prefix(4096)),
            since: now
        )
        try PrivateFile(path(of: address)).replace(with: Array(try JSONEncoder().encode(entry)))
    }

    /// Takes servers out of quarantine; one that is in none is no error.
    ///
    /// - Throws: `Errno`.
    package func remove(_ addresses: some Sequence<ServerAddress>) throws {
        for address in addresses {
            guard unlink(path(of: address).string) != 0, errno != ENOENT, errno != ENOTDIR else { continue }
            throw Errno(rawValue: errno)
        }
    }

    private func path(of address: ServerAddress) -> FilePath {
        directory.appending("\(address.profile).\(address.server).json")
    }

    private func entry(in path: FilePath) -> Quarantine? {
        guard let bytes = try? PrivateFile(path).bytes(last: Self.sizeLimit),
            let entry = try? JSONDecoder().decode(Entry.self, from: Data(bytes)),
            let profile = ProfileName(entry.profile), let server = ServerName(entry.server)
        else { return nil }
        let address = ServerAddress(profile: profile, server: server)
        guard self.path(of: address) == path else { return nil }
        return Quarantine(address: address, reason: UntrustedText.escaping(entry.reason), since: entry.since)
    }
}
