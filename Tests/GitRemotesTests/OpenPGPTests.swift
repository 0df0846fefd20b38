import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@testable import GitRemotes

/// Commits that gpg signs, and what is made of them.
@Suite struct OpenPGPTests {
    @Test func whoeverHasATrustedKeySigns() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            try await OpenPGPSigner.lend("alice", in: directory) { alice in
                let commit = try await repository.commit("one", signedBy: alice)
                let verifier = CommitVerifier(keys: [try OpenPGPKeys(try await alice.publicKey())])
                let verdict = try await verifier.verdict(on: commit, of: GitHistory(of: repository.path))
                let signer = CommitSigner(
                    principal: "alice <alice@example.org>",
                    fingerprint: alice.fingerprint
                )
                #expect(verdict == .signed(signer))
                #expect("\(signer)" == "alice <alice@example.org> (\(alice.fingerprint))")
            }
        }
    }

    @Test func anybodyElseDoesNot() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            let history = GitHistory(of: repository.path)
            try await OpenPGPSigner.lend("alice", in: directory) { alice in
                let ours = CommitVerifier(keys: [try OpenPGPKeys(try await alice.publicKey())])
                let theirs = try await OpenPGPSigner.lend("mallory", in: directory) { mallory in
                    let commit = try await repository.commit("one", signedBy: mallory)
                    let verdict = try await ours.verdict(on: commit, of: history)
                    #expect(verdict == .stranger(fingerprint: mallory.fingerprint))
                    return commit
                }
                let nobodys = CommitVerifier(signers: [])
                #expect(try await nobodys.verdict(on: theirs, of: history) == .noOpenPGPKeys)
                let unsigned = try await repository.commit("two")
                #expect(try await ours.verdict(on: unsigned, of: history) == .unsigned)
            }
        }
    }

    @Test func aSignatureOfAnotherCommitIsForged() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            try await OpenPGPSigner.lend("alice", in: directory) { alice in
                let commit = try await repository.commit("one", signedBy: alice)
                var signed = try #require(try GitHistory(of: repository.path).signature(of: commit))
                let verifier = CommitVerifier(keys: [try OpenPGPKeys(try await alice.publicKey())])
                signed.content.append(0x0A)
                #expect(try await verifier.verdict(on: signed) == .forged)
            }
        }
    }

    @Test func aRevokedKeySignsNoMore() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            try await OpenPGPSigner.lend("alice", in: directory) { alice in
                let commit = try await repository.commit("one", signedBy: alice)
                try await alice.revoke()
                let verifier = CommitVerifier(keys: [try OpenPGPKeys(try await alice.publicKey())])
                let verdict = try await verifier.verdict(on: commit, of: GitHistory(of: repository.path))
                guard case .revokedKey(let signer) = verdict else {
                    Issue.record("\(verdict)")
                    return
                }
                #expect(signer.fingerprint == alice.fingerprint)
            }
        }
    }

    @Test func twoSignaturesAreNone() async throws {
        try await withTemporaryDirectory { directory in
            let repository = try await GitRepository(in: directory)
            try await OpenPGPSigner.lend("alice", in: directory) { alice in
                let commit = try await repository.commit("one", signedBy: alice)
                var signed = try #require(try GitHistory(of: repository.path).signature(of: commit))
                let (content, binary) = (directory.appending("content"), directory.appending("signature"))
                try Data(signed.content).write(to: URL(filePath: content.string))
                try signed.signature.write(toFile: binary.string, atomically: false, encoding: .utf8)
                try await alice.gpg("--yes", "--output", binary.string + ".gpg", "--dearmor", binary.string)
                let bytes = try Data(contentsOf: URL(filePath: binary.string + ".gpg"))
                try (bytes + bytes).write(to: URL(filePath: binary.string + ".both"))
                let armored = try await alice.gpg("--output", "-", "--enarmor", binary.string + ".both")
                signed.signature = armored.replacing("PGP ARMORED FILE", with: "PGP SIGNATURE")
                let verifier = CommitVerifier(keys: [try OpenPGPKeys(try await alice.publicKey())])
                let verdict = try await verifier.verdict(on: signed)
                #expect(verdict == .unverifiable(cause: "it is signed more than once"))
            }
        }
    }

    @Test func aProgramThatHangsIsEnded() async throws {
        try await withTemporaryDirectory { directory in
            let fake = try await Script("#!/bin/sh\nexec sleep 600\n", at: directory.appending("gpg").string).path
            var program = try #require(GnuPG(searchPath: "relative::\(directory)"))
            #expect(program.program.string == fake)
            program.deadline = .milliseconds(200)
            let keys = try OpenPGPKeys(Self.block)
            let failure = await #expect(throws: GnuPG.Failure.self) {
                try await program.verdict(on: "", of: [], by: [keys])
            }
            #expect(failure?.words.contains("took longer") == true)
            #expect(GnuPG(searchPath: "bin:.:/nowhere") == nil)
        }
    }

    private static let block = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n"

    @Test(arguments: [
        ("", 1), ("alice ssh-ed25519 AAAA\n", 2), ("-----BEGIN PGP PRIVATE KEY BLOCK-----\n", 1),
        ("-----BEGIN PGP SIGNATURE-----\n", 1), (block + "-----BEGIN PGP PUBLIC KEY BLOCK-----", 4),
        ("note\n-----END PGP PUBLIC KEY BLOCK-----", 2),
    ])
    func whatIsNoPublicKeyIsRefused(text: String, line: Int) {
        let mistake = #expect(throws: AllowedSigners.Mistake.self) { try OpenPGPKeys(text) }
        #expect(mistake?.line == line)
    }
}

/// The words of gpg, one by one.
@Suite struct SignatureReportTests {
    private static let valid = "[GNUPG:] VALIDSIG FFFF 2026-01-01 1 0 4 0 22 8 00 AAAA\n"

    private static let alice = CommitSigner(principal: "Alice A <a@b>", fingerprint: "FFFF")

    @Test(arguments: [
        ("[GNUPG:] GOODSIG 11 Alice A <a@b>\n" + valid, CommitVerdict.signed(alice)),
        ("[GNUPG:] EXPSIG 11 Alice A <a@b>\n" + valid, .expired(alice)),
        ("[GNUPG:] EXPKEYSIG 11 Alice A <a@b>\n" + valid, .expiredKey(alice)),
        ("[GNUPG:] REVKEYSIG 11 Alice A <a@b>\n" + valid, .revokedKey(alice)),
        ("[GNUPG:] BADSIG 11 Alice A <a@b>\n", .forged),
        ("[GNUPG:] GOODSIG 11 Alice A <a@b>\n", .unverifiable(cause: "gpg does not call it valid")),
        (valid, .unverifiable(cause: "gpg finds no signature in it")),
        ("GOODSIG 11 Alice A <a@b>\n" + valid, .unverifiable(cause: "gpg finds no signature in it")),
        ("[GNUPG:] ERRSIG 11 22 8 00 1 9 EEEE\n", .stranger(fingerprint: "EEEE")),
        ("[GNUPG:] ERRSIG 11 22 8 00 1 9 -\n", .stranger(fingerprint: "11")),
        (
            "[GNUPG:] ERRSIG 11 99 8 00 1 4 EEEE\n",
            .unverifiable(cause: "gpg cannot check it (reason 4, algorithms 99 and 8)")
        ),
        (
            "[GNUPG:] GOODSIG 11 Alice A <a@b>\n" + valid.replacing(" 8 00", with: " 2 00"),
            .weak(alice)
        ),
        (
            "[GNUPG:] GOODSIG 11 Alice A <a@b>\n" + valid.replacing(" 8 00", with: " 8 10"),
            .unverifiable(cause: "it is no signature of a document")
        ),
        (
            "[GNUPG:] GOODSIG 11 Alice A <a@b>\n" + valid.replacing("AAAA", with: "BBBB"),
            .stranger(fingerprint: "FFFF")
        ),
        (
            "[GNUPG:] GOODSIG 11 Alice A <a@b>\n[GNUPG:] BADSIG 12 B\n" + valid,
            .unverifiable(cause: "it is signed more than once")
        ),
    ])
    func eachHasOneMeaning(text: String, verdict: CommitVerdict) {
        #expect(SignatureReport(text).verdict(trusting: ["AAAA"]) == verdict)
    }
}
