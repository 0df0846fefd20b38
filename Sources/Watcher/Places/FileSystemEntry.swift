import Glibc
import SystemPackage

/// What is at a path, symbolic links not followed.
enum FileSystemEntry: Hashable {
    case directory
    /// A symbolic link, and what is written in it.
    case link(FilePath)
    /// A file or anything else that leads no further.
    case file

    /// Nil if nothing is there, or nothing that may be looked at.
    init?(at path: FilePath) {
        var status = stat()
        guard lstat(path.string, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFLNK:
            guard let target = Self.target(of: path) else { return nil }
            self = .link(target)
        default: self = .file
        }
    }

    private static func target(of path: FilePath) -> FilePath? {
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { max(0, readlink(path.string, $0, text.count)) } ?? 0
            }
        }
        return bytes.isEmpty ? nil : FilePath(String(decoding: bytes, as: UTF8.self))
    }
}

/// When and how a file was last changed: equal stamps mean the same content, as far as a file system tells.
struct FileStamp: Hashable {
    private let numbers: [Int64]

    /// Nil if nothing is there.
    init?(of path: FilePath) {
        var status = stat()
        guard lstat(path.string, &status) == 0 else { return nil }
        numbers = [
            Int64(truncatingIfNeeded: status.st_dev), Int64(truncatingIfNeeded: status.st_ino), Int64(status.st_size),
            Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec), Int64(status.st_ctim.tv_sec),
            Int64(status.st_ctim.tv_nsec),
        ]
    }
}

/// The entries of a directory, sorted by name; none if it cannot be read.
struct DirectoryListing {
    private(set) var names: [String] = []
    /// Those of the names that are directories themselves, links not followed.
    private(set) var directories: [String] = []

    init(of path: FilePath) {
        guard let stream = opendir(path.string) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            names.append(name)
            if Self.isDirectory(entry.pointee.d_type, path.appending(name)) { directories.append(name) }
        }
        names.sort()
        directories.sort()
    }

    /// Not every file system tells the type of an entry (`readdir(3)`).
    private static func isDirectory(_ type: UInt8, _ path: FilePath) -> Bool {
        type == DT_UNKNOWN ? FileSystemEntry(at: path) == .directory : type == DT_DIR
    }
}
