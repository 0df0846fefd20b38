import FoundationEssentials

/// Says who vouches for commits.
package struct CommitVerifier: Hashable, Sendable {
    private let signers: AllowedSigners
    private static let namespace = "git"

    package init(signers: AllowedSigners) {
        self.signers = signers
    }

    /// Whether a commit is signed by somebody who may.
    ///
    /// As git does it, a key must be valid at the time that the commit claims.
    ///
    /// - Throws: ``HistoryError`` if the commit cannot be read.
    package func verdict(on commit: String, of history: GitHistory) throws(HistoryError) -> CommitVerdict {
        guard let signed = try history.signature(of: commit) else { return .unsigned }
        guard signed.signature.hasPrefix(SSHSignature.begin) else { return .otherFormat }
        guard let signature = SSHSignature(armored: signed.signature),
            signature.isValid(for: signed.content, namespace: Self.namespace)
        else { return .forged }
        guard let principal = signers.principal(of: signature.key, at: signed.time) else {
            return .stranger(fingerprint: signature.key.fingerprint)
        }
        return .signed(CommitSigner(principal: principal, fingerprint: signature.key.fingerprint))
    }
}

/// Who signed a commit.
package struct CommitSigner: Hashable, Sendable {
    /// As the file of allowed signers names it.
    package let principal: String
    package let fingerprint: String
}

/// What is to be thought of a commit.
package enum CommitVerdict: Hashable, Sendable {
    case signed(CommitSigner)
    case unsigned
    /// The signature is not that of its key over this commit.
    case forged
    /// The signature is good, and nobody knows its key for this purpose and time.
    case stranger(fingerprint: String)
    /// A signature of another kind than SSH's.
    case otherFormat
}
