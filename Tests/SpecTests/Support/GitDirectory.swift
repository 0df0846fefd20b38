import Foundation
import SystemPackage
import Testing

@testable import Spec

/// A git repository made with git itself.
struct GitDirectory {
    let files: ManifestDirectory

    /// Lends a repository whose branch `main` has one commit with a `reconcile.yaml` and these files.
    static func lend<Result>(_ files: [String: String], _ body: (Self) throws -> Result) throws -> Result {
        try ManifestDirectory.lend(files) { directory in
            let repository = Self(files: directory)
            try repository.git("init", "--quiet", "--initial-branch", "main")
            try repository.commit()
            return try body(repository)
        }
    }

    func commit() throws {
        try git("add", "--all")
        try git("commit", "--quiet", "--allow-empty", "--message", "A change")
    }

    /// The output of a git command that succeeds.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        process.arguments = ["git", "-C", files.path.string] + identity + arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        ]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "git \(arguments)")
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func loader(at revision: String = "main") -> SpecLoader {
        SpecLoader(tree: .git(repository: files.path, revision: revision))
    }

    func error(at revision: String) throws -> SpecError {
        do {
            _ = try loader(at: revision).read()
        } catch {
            return error
        }
        throw UnexpectedSuccess()
    }
}

/// Something worked that must not.
struct UnexpectedSuccess: Error {}
