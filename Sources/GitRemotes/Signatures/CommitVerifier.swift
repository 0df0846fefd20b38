import FoundationEssentials

/// Says who vouches for commits: somebody of lists of SSH keys, or with one of some OpenPGP keys.
package struct CommitVerifier: Hashable, Sendable {
    private let signers: [AllowedSigners]
    private let keys: [OpenPGPKeys]
    private static let namespace = "git"
    private static let openPGP = "-----BEGIN PGP SIGNATURE-----"

    package init(signers: [AllowedSigners] = [], keys: [OpenPGPKeys] = []) {
        self.signers = signers
        self.keys = keys
    }

    /// Whether a commit is signed by somebody who may; nil is a commit without a signature.
    ///
    /// As git does it, an SSH key must be valid at the time that the commit claims. An OpenPGP key must be valid now.
    ///
    /// - Throws: `CancellationError`.
    package func verdict(on signed: SignedCommit?) async throws -> CommitVerdict {
        guard let signed else { return .unsigned }
        if signed.signature.hasPrefix(SSHSignature.begin) { return sshVerdict(on: signed) }
        guard signed.signature.hasPrefix(Self.openPGP) else { return .otherFormat }
        guard !keys.isEmpty else { return .noOpenPGPKeys }
        guard let program = GnuPG(searchPath: ProcessInfo.processInfo.environment["PATH"]) else {
            return .unverifiable(cause: "there is no gpg in PATH, which OpenPGP signatures need")
        }
        do {
            return try await program.verdict(on: signed.signature, of: signed.content, by: keys)
        } catch let failure as GnuPG.Failure {
            return .unverifiable(cause: failure.words)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .unverifiable(cause: "\(error)")
        }
    }

    private func sshVerdict(on signed: SignedCommit) -> CommitVerdict {
        guard let signature = SSHSignature(armored: signed.signature),
            signature.isValid(for: signed.content, namespace: Self.namespace)
        else { return .forged }
        let principals = signers.lazy.compactMap { $0.principal(of: signature.key, at: signed.time) }
        guard let principal = principals.first else { return .stranger(fingerprint: signature.key.fingerprint) }
        return .signed(CommitSigner(principal: principal, fingerprint: signature.key.fingerprint))
    }
}

/// Who signed a commit.
package struct CommitSigner: Hashable, Sendable {
    /// As the file of allowed signers names it, or the user id of the OpenPGP key.
    package let principal: String
    package let fingerprint: String
}

extension CommitSigner: CustomStringConvertible {
    /// `alice@example.org (SHA256:…)`; nothing in it is escaped.
    package var description: String {
        principal.isEmpty ? fingerprint : "\(principal) (\(fingerprint))"
    }
}

/// What is to be thought of a commit.
package enum CommitVerdict: Hashable, Sendable {
    case signed(CommitSigner)
    case unsigned
    /// The signature is not that of its key over this commit.
    case forged
    /// The signature is good, and nobody knows its key for this purpose and time.
    case stranger(fingerprint: String)
    /// An OpenPGP signature whose time is over.
    case expired(CommitSigner)
    /// One by an OpenPGP key whose time is over.
    case expiredKey(CommitSigner)
    /// One by an OpenPGP key that its owner has withdrawn.
    case revokedKey(CommitSigner)
    /// An OpenPGP signature over a digest that can be forged.
    case weak(CommitSigner)
    /// An OpenPGP signature, where only SSH keys are trusted.
    case noOpenPGPKeys
    /// A signature of another kind than SSH's and OpenPGP's.
    case otherFormat
    /// Nobody can say, and so nobody vouches for it.
    case unverifiable(cause: String)
}
