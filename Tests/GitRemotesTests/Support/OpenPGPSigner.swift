import FoundationEssentials
import Subprocess
import SystemPackage

/// Somebody with an OpenPGP key and a home of gpg that no agent stays behind in.
struct OpenPGPSigner {
    /// A program that is gpg with this home.
    let program: String
    let fingerprint: String
    private let home: FilePath

    /// Makes a key that signs.
    static func lend<Value>(
        _ name: String,
        in directory: FilePath,
        expiring expiry: String = "never",
        _ body: (Self) async throws -> Value
    ) async throws -> Value {
        let home = directory.appending(name)
        try FileManager.default.createDirectory(
            atPath: home.string,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        let program = try await Script(
            "#!/bin/sh\nexec gpg --homedir '\(home)' --batch --pinentry-mode loopback --passphrase '' \"$@\"\n",
            at: directory.appending("\(name)-gpg").string
        ).path
        func endAgent() async throws {
            _ = try await Self.run("/usr/bin/gpgconf", ["--homedir", home.string, "--kill", "all"])
        }
        do {
            let id = "\(name) <\(name)@example.org>"
            _ = try await run(program, ["--quick-generate-key", id, "ed25519", "sign", expiry])
            let list = try await run(program, ["--with-colons", "--list-keys"])
            let line = list.split(separator: "\n").first { $0.hasPrefix("fpr:") } ?? ""
            let fingerprint = line.split(separator: ":").last.map(String.init) ?? ""
            let value = try await body(Self(program: program, fingerprint: fingerprint, home: home))
            try await endAgent()
            return value
        } catch {
            try await endAgent()
            throw error
        }
    }

    func publicKey() async throws -> String {
        try await gpg("--armor", "--export", fingerprint)
    }

    /// What gpg prints.
    @discardableResult
    func gpg(_ arguments: String...) async throws -> String {
        try await Self.run(program, arguments)
    }

    /// Withdraws the key by the certificate that gpg made along with it.
    func revoke() async throws {
        let file = home.appending("openpgp-revocs.d").appending("\(fingerprint).rev").string
        let certificate = try String(contentsOfFile: file, encoding: .utf8)
        try certificate.replacing(":-----BEGIN", with: "-----BEGIN").write(
            toFile: file,
            atomically: false,
            encoding: .utf8
        )
        try await gpg("--import", file)
    }

    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .path(FilePath(program)),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        guard case .exited(0) = result.terminationStatus else { throw ToolFailed(words: result.standardError) }
        return result.standardOutput
    }
}
