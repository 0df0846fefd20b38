import Glibc
import Spec
import SystemPackage

/// A file that is there whole or not at all, whoever reads it meanwhile.
struct WrittenFile {
    let path: String

    func write(_ text: String) throws {
        do {
            try replace(FilePath(path), with: text)
        } catch let error as Errno {
            let place = UntrustedText.escaping(path)
            throw CommandFailure(status: .failed, message: "cannot write '\(place)': \(error)")
        }
    }

    private func replace(_ path: FilePath, with text: String) throws {
        // What is there and no file, such as a pipe, can be written to but not replaced.
        guard (try? path.stat().type) != .some(.regular), access(path.string, F_OK) == 0 else {
            let draft = FilePath("\(path).\(getpid()).tmp")
            try write(text, to: draft)
            guard rename(draft.string, path.string) == 0 else {
                let error = Errno(rawValue: errno)
                unlink(draft.string)
                throw error
            }
            return
        }
        try write(text, to: path)
    }

    private func write(_ text: String, to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead]
        )
        _ = try file.closeAfter { try file.writeAll(text.utf8) }
    }
}
