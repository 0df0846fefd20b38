import ArgumentParser
import FoundationEssentials
import Glibc
import Spec
import SystemPackage

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Begin a manifest repository: reconcile.yaml with a fresh owner id, and a profile.",
        discussion: """
            Files that exist are never overwritten.

            Example:
              mcp-reconcile init team-tools && cd team-tools && mcp-reconcile validate
            """
    )

    @Argument(help: "The directory; made if it does not exist.")
    var directory = "."

    func run() throws {
        guard let owner = OwnerID(UUID().uuidString) else { preconditionFailure("a UUID is an owner id") }
        let root = FilePath(directory)
        let files = RepositoryTemplate(owner: owner).files.map { (path: root.appending($0.path), text: $0.text) }
        if let existing = files.first(where: { access($0.path.string, F_OK) == 0 }) {
            throw CommandFailure(
                status: .invalidInput,
                message: "\(existing.path) exists already, and nothing was written: choose another directory"
            )
        }
        for file in files {
            try write(file.text, to: file.path)
            Console.output.line("wrote \(file.path)")
        }
    }

    private func write(_ text: String, to path: FilePath) throws {
        do {
            try makeDirectories(path.removingLastComponent())
            let file = try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead]
            )
            _ = try file.closeAfter { try file.writeAll(text.utf8) }
        } catch let error as Errno {
            throw CommandFailure(status: .failed, message: "cannot write \(path): \(error)")
        }
    }

    private func makeDirectories(_ path: FilePath) throws {
        if path.isEmpty || access(path.string, F_OK) == 0 { return }
        try makeDirectories(path.removingLastComponent())
        guard mkdir(path.string, 0o755) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }
}
