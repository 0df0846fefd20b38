import Glibc
package import SystemPackage

/// A directory that only this user can read.
package enum PrivateDirectory {
    /// Makes the directory and what is missing above it; one that is there must be this user's and closed to others.
    ///
    /// - Throws: `Errno`.
    package static func make(_ path: FilePath) throws {
        var missing: [FilePath] = []
        var place = path
        while !place.isEmpty, access(place.string, F_OK) != 0, place.removeLastComponent() {
            missing.append(place)
        }
        for parent in missing.reversed() + [path] where !parent.isEmpty {
            guard mkdir(parent.string, 0o700) != 0, errno != EEXIST else { continue }
            throw Errno(rawValue: errno)
        }
        var status = stat()
        guard lstat(path.string, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.isPrivate else { throw Errno.permissionDenied }
    }
}

extension stat {
    /// Whether it belongs to this user, and nobody else has any right to it.
    var isPrivate: Bool { st_uid == getuid() && st_mode & 0o077 == 0 }

    var isRegularFile: Bool { st_mode & S_IFMT == S_IFREG }
}
