import Glibc
import Spec
import SystemPackage

/// A file that is not there yet, and that is there whole or not at all once it was written.
struct NewFile {
    let path: String

    /// - Throws: ``CommandFailure`` with the reason, in words.
    func write(_ text: String) throws {
        do {
            try create(with: text)
        } catch let error as Errno {
            throw CommandFailure(
                status: .failed,
                message: UntrustedText.escaping("'\(path)' cannot be written: \(reason(of: error))")
            )
        }
    }

    private func create(with text: String) throws {
        let file = try FileDescriptor.open(
            FilePath(path),
            .writeOnly,
            options: [.create, .exclusiveCreate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        do {
            try file.closeAfter {
                try file.writeAll(text.utf8)
                // A disk may say only now that it is full.
                guard fsync(file.rawValue) == 0 else { throw Errno(rawValue: errno) }
            }
        } catch {
            unlink(path)
            throw error
        }
    }

    private func reason(of error: Errno) -> String {
        let parent = FilePath(path).removingLastComponent()
        let directory = parent.isEmpty ? "." : parent.string
        return switch error {
        case .fileExists: "it is there already, and is not written over"
        case .noSuchFileOrDirectory: "there is no directory '\(directory)'"
        case .notDirectory: "'\(directory)' is no directory"
        case .permissionDenied, .notPermitted: "this user may not write in '\(directory)'"
        case .readOnlyFileSystem: "'\(directory)' is on a file system that is read-only"
        case .noSpace: "the disk is full"
        case .diskQuotaExceeded: "this user's quota of the disk is used up"
        case .fileTooLarge: "it would be larger than this user's files may be"
        case .fileNameTooLong: "the name is too long"
        default: "\(error)"
        }
    }
}
