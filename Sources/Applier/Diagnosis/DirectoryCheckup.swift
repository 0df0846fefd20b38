import Glibc
import Spec
package import SystemPackage

/// Looks at a directory in which this program keeps files of this user.
package struct DirectoryCheckup: Sendable {
    /// What a directory must have, in bytes: less is a problem, and little is worth a warning.
    private static let little: UInt64 = 256 << 20
    private static let nothing: UInt64 = 16 << 20
    /// The longest path of a socket (`unix(7)`), its end included, and what the longest name of ours takes.
    private static let longestSocket = 108
    private static let socketName = "/gateway-0123456789abcdef.sock".utf8.count + 1

    private static let elsewhere = "let its XDG_… variable name a directory of your own (docs/cli.md)"

    /// Names the check, such as `state`.
    private let name: String
    private let path: FilePath
    private let holdsSockets: Bool

    package init(_ name: String, _ path: FilePath, holdsSockets: Bool = false) {
        (self.name, self.path, self.holdsSockets) = (name, path, holdsSockets)
    }

    package var finding: Finding {
        if holdsSockets, path.string.utf8.count + Self.socketName > Self.longestSocket {
            return finding(.problem, "is too long a path for sockets", help: "set XDG_RUNTIME_DIR to a short one")
        }
        var status = stat()
        guard lstat(path.string, &status) == 0 else {
            let error = Errno(rawValue: errno)
            guard error == .noSuchFileOrDirectory else { return finding(.problem, "cannot be looked at: \(error)") }
            return absent
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return finding(.problem, "is no directory", help: "move it away")
        }
        guard status.st_uid == getuid() else {
            return finding(.problem, "belongs to the user \(status.st_uid)", help: Self.elsewhere)
        }
        guard access(path.string, W_OK | X_OK) == 0 else {
            return finding(.problem, "cannot be written to", help: "chmod 700 it, or " + Self.elsewhere)
        }
        let space = self.space(of: path)
        if let scarce = scarce(space) { return scarce }
        guard status.st_mode & 0o022 == 0 else {
            return finding(.warning, "can be written to by other users", help: "chmod 700 it")
        }
        return finding(.ok, space.map { "has \(ByteCount.shown($0)) free" } ?? "is there")
    }

    /// It is made when it is needed, if there is a place for it.
    private var absent: Finding {
        var parent = path
        while parent.removeLastComponent(), access(parent.string, F_OK) != 0 {}
        guard access(parent.string, W_OK | X_OK) == 0 else {
            let place = UntrustedText.escaping(parent.string)
            return finding(.problem, "is not there, and nothing can be made in '\(place)'", help: Self.elsewhere)
        }
        return scarce(space(of: parent)) ?? finding(.ok, "is not there yet, and is made when it is needed")
    }

    private func scarce(_ space: UInt64?) -> Finding? {
        guard let space, space < Self.little else { return nil }
        let level: Finding.Level = space < Self.nothing ? .problem : .warning
        return finding(level, "has only \(ByteCount.shown(space)) free", help: "make room on its file system")
    }

    private func space(of path: FilePath) -> UInt64? {
        var status = statvfs()
        guard statvfs(path.string, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    private func finding(_ level: Finding.Level, _ predicate: String, help: String? = nil) -> Finding {
        Finding(name, level, "'\(UntrustedText.escaping(path.string))' \(predicate)", help: help)
    }
}

extension ByteCount {
    /// Rounded down, for people.
    fileprivate static func shown(_ bytes: UInt64) -> String {
        bytes >= 1 << 30 ? "\(bytes >> 30) GiB" : "\(bytes >> 20) MiB"
    }
}
