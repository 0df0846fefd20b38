import Subprocess
import SystemPackage
import TestSupport

/// A repository that a test makes with git itself.
struct GitRepository: Sendable {
    let path: FilePath

    init(in directory: FilePath) async throws {
        path = directory.appending("team.git")
        try await git("init", "--quiet", "--initial-branch", "main", path.string, from: directory)
    }

    @discardableResult
    func commit(_ message: String, signedWith key: String? = nil, amending: Bool = false) async throws -> String {
        var arguments = ["commit", "--quiet", "--allow-empty", "--message", message]
        if amending { arguments.append("--amend") }
        let signing = key.map { ["-c", "gpg.format=ssh", "-c", "user.signingkey=\($0)", "-c", "commit.gpgsign=true"] }
        try await run((signing ?? ["-c", "commit.gpgsign=false"]) + arguments, from: path)
        return try await revision("HEAD")
    }

    /// A commit that gpg signs.
    func commit(_ message: String, signedBy signer: OpenPGPSigner) async throws -> String {
        let settings = ["-c", "gpg.program=\(signer.program)", "-c", "user.signingkey=\(signer.fingerprint)"]
        try await run(settings + ["commit", "--quiet", "--allow-empty", "-S", "--message", message], from: path)
        return try await revision("HEAD")
    }

    func revision(_ name: String) async throws -> String {
        try await git("rev-parse", name).filter { $0 != "\n" }
    }

    @discardableResult
    func git(_ arguments: String..., from directory: FilePath? = nil) async throws -> String {
        try await run(arguments, from: directory ?? path)
    }

    @discardableResult
    private func run(_ arguments: [String], from directory: FilePath) async throws -> String {
        let settings: [Environment.Key: String?] = [
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_AUTHOR_NAME": "test", "GIT_AUTHOR_EMAIL": "test@example.org",
            "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "test@example.org",
        ]
        let result = try await Subprocess.run(
            .path("/usr/bin/git"),
            arguments: Arguments(arguments),
            environment: .inherit.updating(settings),
            workingDirectory: directory,
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard case .exited(0) = result.terminationStatus else { throw ToolFailed(words: result.standardError) }
        return result.standardOutput
    }
}

struct ToolFailed: Error {
    let words: String
}
