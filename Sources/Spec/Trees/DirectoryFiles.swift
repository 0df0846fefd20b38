import Glibc
import SystemPackage

/// The files of a directory on disk.
///
/// Symbolic links are followed as far as they stay in the directory.
struct DirectoryFiles: ManifestFiles {
    let root: CanonicalPath
    let revision: Revision? = nil
    var workingDirectory: FilePath? { root.path }

    func names(in directory: TreePath) throws(FileFailure) -> [String] {
        let place: CanonicalPath
        do {
            place = try locate(directory)
        } catch .missing {
            return []
        }
        guard let stream = opendir(place.path.string) else { throw FileFailure(Errno(rawValue: errno)) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func bytes(of path: TreePath, limit: Int) throws(FileFailure) -> [UInt8] {
        let place = try locate(path)
        do {
            // Without blocking, so that a pipe in place of a file cannot hold the program.
            let file = try FileDescriptor.open(place.path, .readOnly, options: [.nonBlocking, .closeOnExec])
            defer { try? file.close() }
            return try Self.content(of: file, limit: limit)
        } catch let errno as Errno {
            throw FileFailure(errno)
        } catch let failure as FileFailure {
            throw failure
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private static func content(of file: FileDescriptor, limit: Int) throws -> [UInt8] {
        var status = stat()
        guard fstat(file.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFailure.notAFile }
        guard status.st_size <= limit else { throw FileFailure.tooLarge(Int(status.st_size)) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let read = try bytes.withUnsafeMutableBytes { try file.read(into: .init(rebasing: $0[count...])) }
            if read == 0 { break }
            count += read
        }
        guard count <= limit else { throw FileFailure.tooLarge(count) }
        return Array(bytes[..<count])
    }

    private func locate(_ path: TreePath) throws(FileFailure) -> CanonicalPath {
        let place: CanonicalPath
        do {
            place = try CanonicalPath(resolving: root.path.appending(path.text))
        } catch {
            throw FileFailure(error)
        }
        guard place.path.starts(with: root.path) else { throw .outsideTree }
        return place
    }
}

extension FileFailure {
    fileprivate init(_ errno: Errno) {
        switch errno {
        case .noSuchFileOrDirectory, .notDirectory: self = .missing
        default: self = .unreadable(errno.description)
        }
    }
}

/// An absolute path without symbolic links, `.` and `..`.
struct CanonicalPath: Hashable, Sendable {
    let path: FilePath

    init(resolving path: FilePath) throws(Errno) {
        guard let resolved = realpath(path.string, nil) else { throw Errno(rawValue: errno) }
        defer { free(resolved) }
        self.path = FilePath(String(cString: resolved))
    }
}
