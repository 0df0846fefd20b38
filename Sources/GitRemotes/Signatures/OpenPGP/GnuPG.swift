import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// The program `gpg`, with nothing of this user's.
///
/// Each question has a home of its own, which knows the keys that are trusted and no others, and is gone afterwards. No
/// network, agent or settings are asked.
struct GnuPG: Sendable {
    let program: FilePath
    /// How long one call may take.
    var deadline = Duration.seconds(20)

    private static let largestAnswer = 1 << 20

    /// The first `gpg` of a search path; nil if there is none.
    ///
    /// Directories that are not absolute are passed over: what lies in the working directory must not say whom to trust.
    init?(searchPath: String?) {
        let candidates = (searchPath ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
            .map { FilePath(String($0)).appending("gpg") }
        guard let found = candidates.first(where: { access($0.string, X_OK) == 0 }) else { return nil }
        program = found
    }

    /// Why a question has no answer.
    struct Failure: Error {
        let words: String
    }

    /// What is to be thought of a signature of some content.
    ///
    /// - Throws: ``Failure``; `CancellationError`.
    func verdict(on signature: String, of content: [UInt8], by keys: [OpenPGPKeys]) async throws -> CommitVerdict {
        try await PrivateDirectory.lend { home in
            let (signatureFile, contentFile) = (home.appending("signature"), home.appending("content"))
            try Data(signature.utf8).write(to: signatureFile)
            try Data(content).write(to: contentFile)
            let trusted = try await imported(keys, into: home)
            let answer = try await run(["--verify", signatureFile.string, contentFile.string], in: home)
            let verdict = SignatureReport(answer.text).verdict(trusting: trusted)
            if case .signed = verdict, !answer.status.isSuccess {
                throw Failure(words: "gpg calls it good, and ends with '\(answer.status)'")
            }
            return verdict
        }
    }

    /// The fingerprints of the keys, which are in the home then.
    private func imported(_ keys: [OpenPGPKeys], into home: FilePath) async throws -> Set<String> {
        let file = home.appending("keys")
        var fingerprints: Set<String> = []
        for keys in keys {
            try Data(keys.armored.utf8).write(to: file)
            let answer = try await run(["--import", file.string], in: home)
            let found = ImportReport(answer.text).fingerprints
            guard answer.status.isSuccess, !found.isEmpty else {
                throw Failure(words: "gpg cannot read the keys of those who may sign ('\(answer.status)')")
            }
            fingerprints.formUnion(found)
        }
        return fingerprints
    }

    private struct Answer: Sendable {
        let status: TerminationStatus
        let text: String
    }

    private func run(_ command: [String], in home: FilePath) async throws -> Answer {
        let arguments =
            [
                "--homedir", home.string, "--no-options", "--batch", "--no-tty", "--quiet", "--no-autostart",
                "--disable-dirmngr", "--no-auto-key-retrieve", "--no-auto-check-trustdb", "--trust-model", "always",
                "--status-fd", "1",
            ] + command
        return try await withThrowingTaskGroup(of: Answer?.self) { [program, deadline] group in
            group.addTask { try await Self.answer(of: program, arguments) }
            group.addTask {
                try await Task.sleep(for: deadline)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let answer = first else {
                throw Failure(words: "gpg took longer than \(deadline)")
            }
            return answer
        }
    }

    private static func answer(of program: FilePath, _ arguments: [String]) async throws -> Answer {
        do {
            let result = try await Subprocess.run(
                .path(program),
                arguments: Arguments(arguments),
                environment: .custom(["LC_ALL": "C", "PATH": "/usr/bin:/bin"]),
                input: .none,
                output: .string(limit: largestAnswer),
                error: .discarded
            )
            return Answer(status: result.terminationStatus, text: result.standardOutput)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw Failure(words: "gpg cannot be run: \(String("\(error)".prefix(200)))")
        }
    }
}

extension Data {
    /// Writes a file of its own user.
    fileprivate func write(to path: FilePath) throws {
        let file = try FileDescriptor.open(
            path,
            .writeOnly,
            options: [.create, .truncate, .closeOnExec],
            permissions: [.ownerRead, .ownerWrite]
        )
        try file.closeAfter { _ = try file.writeAll(self) }
    }
}

/// A directory that nobody else may enter.
private enum PrivateDirectory {
    /// Lends one that is gone afterwards.
    static func lend<Output>(_ body: (FilePath) async throws -> Output) async throws -> Output {
        let place = ProcessInfo.processInfo.environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
        var template = FilePath(place).appending("mcp-reconcile-gpg-XXXXXX").string.utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else {
            throw GnuPG.Failure(words: "no directory can be made in '\(place)': \(Errno(rawValue: errno))")
        }
        let path = FilePath(platformString: template)
        defer {
            // What cannot be removed holds public keys and a commit.
            try? FileManager.default.removeItem(atPath: path.string)
        }
        return try await body(path)
    }
}
