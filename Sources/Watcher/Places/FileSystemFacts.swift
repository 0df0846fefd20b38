import Glibc
import SystemPackage

/// Which file a path means now.
struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    let isDirectory: Bool

    init?(of path: FilePath) {
        var status = stat()
        guard stat(path.string, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }
}

/// A symbolic link and where it leads.
struct SymbolicLink {
    let target: FilePath

    init(target: FilePath) {
        self.target = target
    }

    /// Nil if there is no link at the path.
    init?(at path: FilePath) {
        let bytes = [CChar](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.baseAddress.map { max(0, readlink(path.string, $0, buffer.count)) } ?? 0
        }
        guard !bytes.isEmpty else { return nil }
        let target = FilePath(String(decoding: bytes.map(UInt8.init(bitPattern:)), as: UTF8.self))
        self.target = path.removingLastComponent().pushing(target).lexicallyNormalized()
    }
}

/// The names in a directory; empty if it cannot be read.
struct DirectoryListing {
    let names: [String]

    init(of path: FilePath) {
        guard let directory = opendir(path.string) else {
            names = []
            return
        }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        self.names = names
    }
}

extension FilePath {
    static var currentDirectory: FilePath {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return FilePath(String(cString: path))
    }
}

