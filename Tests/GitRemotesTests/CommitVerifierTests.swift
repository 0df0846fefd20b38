import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import GitRemotes

/// Commits that git and ssh-keygen sign, and what is made of them.
@Suite struct CommitVerifierTests {
    @Test(arguments: [
        ["ed25519"], ["ecdsa", "-b", "256"], ["ecdsa", "-b", "384"], ["ecdsa", "-b", "521"], ["rsa", "-b", "2048"],
    ])
    func whoeverMaySignDoes(kind: [String]) async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let key = try await SigningKey(kind, in: directory, named: "alice")
            let commit = try await repository.commit("one", signedWith: key.path.string)
            let verdict = try await CommitVerifier(signers: [AllowedSigners("alice@example.org \(key.publicKey)")])
                .verdict(on: commit, of: GitHistory(of: repository.path))
            guard case .signed(let signer) = verdict else {
                Issue.record("\(verdict)")
                return
            }
            #expect(signer.principal == "alice@example.org")
            #expect(try await key.fingerprint() == signer.fingerprint)
        }
    }

    @Test func anybodyElseDoesNot() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let alice = try await SigningKey(["ed25519"], in: directory, named: "alice")
            let mallory = try await SigningKey(["ed25519"], in: directory, named: "mallory")
            let verifier = CommitVerifier(signers: [try AllowedSigners("alice \(alice.publicKey)")])
            let history = GitHistory(of: repository.path)

            let unsigned = try await repository.commit("one")
            #expect(try await verifier.verdict(on: unsigned, of: history) == .unsigned)
            let stranger = try await repository.commit("two", signedWith: mallory.path.string)
            let fingerprint = try await mallory.fingerprint()
            #expect(try await verifier.verdict(on: stranger, of: history) == .stranger(fingerprint: fingerprint))
        }
    }

    @Test func aSignatureOfAnotherCommitIsForged() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let alice = try await SigningKey(["ed25519"], in: directory, named: "alice")
            let commit = try await repository.commit("one", signedWith: alice.path.string)
            let content = try await repository.git("cat-file", "commit", commit)
            let file = directory.appending("forged")
            try content.replacing("\n\none\n", with: "\n\ntwo\n").write(
                toFile: file.string,
                atomically: false,
                encoding: .utf8
            )
            let forged = try await repository.git("hash-object", "-t", "commit", "-w", file.string).filter {
                $0 != "\n"
            }
            #expect(forged != commit)
            let verifier = CommitVerifier(signers: [try AllowedSigners("alice \(alice.publicKey)")])
            #expect(try await verifier.verdict(on: forged, of: GitHistory(of: repository.path)) == .forged)
        }
    }

    @Test func aSignatureForAnotherPurposeIsForged() async throws {
        try await withTemporaryDirectory { directory in
            let alice = try await SigningKey(["ed25519"], in: directory, named: "alice")
            let armored = try await alice.sign("a message\n", namespace: "file", in: directory)
            let signature = try #require(SSHSignature(armored: armored))
            #expect(signature.isValid(for: Array("a message\n".utf8), namespace: "file"))
            #expect(!signature.isValid(for: Array("a message\n".utf8), namespace: "git"))
            #expect(!signature.isValid(for: Array("a message".utf8), namespace: "file"))
        }
    }

    @Test func damagedSignaturesAreNone() async throws {
        try await withTemporaryDirectory { directory in
            let alice = try await SigningKey(["ed25519"], in: directory, named: "alice")
            let armored = try await alice.sign("a message\n", namespace: "git", in: directory)
            let lines = armored.split(separator: "\n").map(String.init)
            let message = Array("a message\n".utf8)
            let bytes = Array(try #require(Data(base64Encoded: lines.dropFirst().dropLast().joined())))
            var accepted = 0
            for index in bytes.indices {
                var damaged = bytes
                damaged[index] ^= 0x01
                let text = [SSHSignature.begin, Data(damaged).base64EncodedString(), SSHSignature.end].joined(
                    separator: "\n"
                )
                let signature = SSHSignature(armored: text)
                // A key that is another one is a stranger's; the same key must not vouch for it.
                if let signature, signature.isValid(for: message, namespace: "git") { accepted += 1 }
                let cut = [SSHSignature.begin, Data(bytes[..<index]).base64EncodedString(), SSHSignature.end]
                #expect(SSHSignature(armored: cut.joined(separator: "\n")) == nil)
            }
            #expect(accepted == 0)
        }
    }

    @Test func keysHaveTheirTime() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let alice = try await SigningKey(["ed25519"], in: directory, named: "alice")
            let commit = try await repository.commit("one", signedWith: alice.path.string)
            let history = GitHistory(of: repository.path)
            let cases = [
                (#"valid-after="20000101Z",valid-before="20990101Z""#, true), (#"valid-before="20000101Z""#, false),
                (#"valid-after="20990101Z""#, false), (#"namespaces="git,file""#, true), (#"namespaces="file""#, false),
            ]
            for (options, isTrusted) in cases {
                let signers = try AllowedSigners("alice \(options) \(alice.publicKey)")
                let verdict = try await CommitVerifier(signers: [signers]).verdict(on: commit, of: history)
                let isSigned = if case .signed = verdict { true } else { false }
                #expect(isSigned == isTrusted, "\(options)")
            }
        }
    }

    @Test(arguments: [
        "alice", "alice ssh-ed25519", "alice ssh-ed25519 AAAA",
        "alice nonsense=1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOT7",
        "* cert-authority ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOT7WvS0dEt6Hcz0rp1hwhghD5ogIJwvrJwZR5Bz2OMw",
        #"a valid-before="soon" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOT7WvS0dEt6Hcz0rp1hwhghD5ogIJwvrJwZR5Bz2OMw"#,
    ])
    func aLineThatIsNotUnderstoodIsNotPassedOver(line: String) throws {
        let mistake = #expect(throws: AllowedSigners.Mistake.self) { try AllowedSigners("# comment\n\n\(line)\n") }
        #expect(mistake?.line == 3)
    }

    @Test func commitsStandInOneOfFourRelations() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let first = try await repository.commit("one")
            let second = try await repository.commit("two")
            try await repository.git("reset", "--quiet", "--hard", first)
            let other = try await repository.commit("other")
            let history = GitHistory(of: repository.path)
            #expect(try history.relation(of: second, to: second) == .same)
            #expect(try history.relation(of: second, to: first) == .descendant)
            #expect(try history.relation(of: first, to: second) == .notDescendant)
            #expect(try history.relation(of: other, to: second) == .notDescendant)
            #expect(try history.relation(of: other, to: String(repeating: "0", count: 40)) == .unknown)
        }
    }
}

/// A key pair that ssh-keygen made.
private struct SigningKey {
    let path: FilePath
    let publicKey: String

    init(_ kind: [String], in directory: FilePath, named name: String) async throws {
        path = directory.appending(name)
        _ = try await Self.keygen(["-q", "-t"] + kind + ["-N", "", "-C", name, "-f", path.string])
        publicKey = try String(contentsOfFile: path.string + ".pub", encoding: .utf8).filter { $0 != "\n" }
    }

    func fingerprint() async throws -> String {
        let words = try await Self.keygen(["-l", "-f", path.string]).split(separator: " ")
        return String(try #require(words.dropFirst().first))
    }

    func sign(_ message: String, namespace: String, in directory: FilePath) async throws -> String {
        let file = directory.appending("message")
        try message.write(toFile: file.string, atomically: false, encoding: .utf8)
        _ = try await Self.keygen(["-Y", "sign", "-n", namespace, "-f", path.string, file.string])
        return try String(contentsOfFile: file.string + ".sig", encoding: .utf8)
    }

    private static func keygen(_ arguments: [String]) async throws -> String {
        let result = try await Subprocess.run(
            .path("/usr/bin/ssh-keygen"),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        guard case .exited(0) = result.terminationStatus else { throw ToolFailed(words: result.standardError) }
        return result.standardOutput
    }
}
