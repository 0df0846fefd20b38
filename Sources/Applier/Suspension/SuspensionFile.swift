import FoundationEssentials
import Glibc
package import SystemPackage

/// Where the suspension of one owner is written down, for every loop of that owner on this host.
package struct SuspensionFile: Sendable {
    /// More than any suspension takes; a longer file is not one.
    private static let sizeLimit = 16 << 10

    package let path: FilePath

    /// - Parameter directory: Where the owner's state is kept.
    package init(in directory: FilePath) {
        path = directory.appending("suspended.json")
    }

    /// Returns the suspension that is in force now.
    ///
    /// A file that cannot be understood suspends, too: whoever wrote it wanted nothing to happen.
    package func current(at now: Int64) -> Suspension? {
        do {
            let bytes = try PrivateFile(path).bytes(last: Self.sizeLimit)
            let suspension = try JSONDecoder().decode(Suspension.self, from: Data(bytes))
            return suspension.isInForce(at: now) ? suspension : nil
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch {
            return Suspension(since: now, reason: "\(path) cannot be read")
        }
    }

    /// Writes the file as a whole, readable by this user alone, in a directory that exists.
    ///
    /// - Throws: `Errno`.
    package func write(_ suspension: Suspension) throws {
        try PrivateFile(path).replace(with: Array(try JSONEncoder().encode(suspension)))
    }

    /// Ends the suspension.
    ///
    /// - Throws: `Errno`.
    package func remove() throws {
        guard unlink(path.string) != 0, errno != ENOENT else { return }
        throw Errno(rawValue: errno)
    }
}
