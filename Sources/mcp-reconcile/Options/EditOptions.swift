import ArgumentParser
import Glibc
import NIOPosix
import Spec
import SystemPackage

/// Which tree is edited, and whether it really is.
struct EditOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The directory with reconcile.yaml.", valueName: "dir"), completion: .directory)
    var path = "."

    @Flag(help: "Show the change as a diff, and write nothing.")
    var dryRun = false

    var tree: ManifestTree { .directory(FilePath(path)) }

    /// Makes changes, holds them against the whole tree, and writes the files that differ.
    ///
    /// An import may bring mistakes that only a person can correct: they are told instead of refused.
    func edit(
        acceptingMistakes: Bool = false,
        _ change: (inout ManifestDraft) throws -> Void
    ) throws {
        var draft = try draft()
        do {
            try change(&draft)
            if !acceptingMistakes { try draft.check() }
        } catch let problem as ManifestDraft.Problem {
            throw EditFailure(problem)
        }
        try write(draft.changes)
    }

    func draft() throws -> ManifestDraft {
        do {
            return try ManifestDraft(tree)
        } catch {
            throw EditFailure(error)
        }
    }

    /// Writes each file whole, or shows what would be written.
    func write(_ changes: [FileChange]) throws {
        if changes.isEmpty { Console.error.line("nothing to change") }
        for change in changes {
            if dryRun {
                Console.output.write(change.diff)
                continue
            }
            let name = UntrustedText.escaping(change.name)
            guard let text = change.after else {
                guard unlink(change.path.string) == 0 else {
                    throw CommandFailure(status: .failed, message: "cannot remove '\(name)': \(Errno(rawValue: errno))")
                }
                Console.output.line("removed \(name)")
                continue
            }
            try Self.makeDirectories(change.path.removingLastComponent())
            try WrittenFile(path: change.path.string).write(text)
            Console.output.line("\(change.before == nil ? "wrote" : "changed") \(name)")
        }
    }

    private static func makeDirectories(_ path: FilePath) throws {
        if path.isEmpty || access(path.string, F_OK) == 0 { return }
        try makeDirectories(path.removingLastComponent())
        guard mkdir(path.string, 0o755) == 0 || errno == EEXIST else {
            let place = UntrustedText.escaping(path.string)
            throw CommandFailure(status: .failed, message: "cannot make '\(place)': \(Errno(rawValue: errno))")
        }
    }
}

/// A change of manifests that was refused; nothing was written.
struct EditFailure: Error {
    let problem: ManifestDraft.Problem

    init(_ problem: ManifestDraft.Problem) {
        self.problem = problem
    }
}

extension ProfileName: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

extension ServerName: ExpressibleByArgument {
    package init?(argument: String) {
        self.init(argument)
    }
}

extension CompletionKind {
    /// The profiles of the tree in the working directory.
    static var profiles: CompletionKind {
        .shellCommand("ls profiles 2>/dev/null | sed -n 's/\\.ya\\{0,1\\}ml$//p'")
    }
}
