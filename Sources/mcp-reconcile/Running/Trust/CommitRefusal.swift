import GitRemotes
import Planner
import Spec

/// Why a commit is not applied, although its manifests may be valid.
enum CommitRefusal: Error, Hashable {
    /// Nobody vouches for it who may; `list` is where it is said who may.
    case untrusted(Revision, CommitVerdict, list: String)
    /// The list of allowed signers has a mistake.
    case unreadableList(String, AllowedSigners.Mistake)
    /// Not every server is in the lock, and it was demanded.
    case notLocked(String)
    /// It does not build on what was applied before.
    case rewind(Revision, from: [Revision])

    var status: ExitStatus {
        switch self {
        case .untrusted, .unreadableList, .notLocked: .notTrusted
        case .rewind: .consentNeeded
        }
    }
}

extension CommitRefusal: CustomStringConvertible {
    /// One line, safe to print.
    var description: String {
        switch self {
        case .untrusted(let revision, let verdict, let list):
            UntrustedText.escaping("the commit \(revision.short) \(verdict.predicate); '\(list)' says who may sign")
        case .unreadableList(let list, let mistake):
            UntrustedText.escaping("'\(list)', line \(mistake.line): \(mistake.words); no commit can be trusted by it")
        case .notLocked(let complaint): UntrustedText.escaping(complaint)
        case .rewind(let revision, let applied):
            UntrustedText.escaping(
                "the commit \(revision.short) does not build on \(applied.map(\.short).joined(separator: ", ")), which was "
                    + "applied before; if the history was changed on purpose: --allow rewind"
            )
        }
    }
}

extension CommitVerdict {
    /// Completes "the commit …".
    fileprivate var predicate: String {
        switch self {
        case .signed(let signer): "is signed by \(signer)"
        case .unsigned: "is not signed"
        case .forged: "has a signature that is not of this commit"
        case .stranger(let fingerprint): "is signed by \(fingerprint), who may not sign, or not at its time"
        case .expired(let signer): "has a signature of \(signer) that has expired"
        case .expiredKey(let signer): "is signed by \(signer), whose key has expired"
        case .revokedKey(let signer): "is signed by \(signer), whose key is revoked"
        case .weak(let signer): "is signed by \(signer) over a digest that can be forged: SHA-256 or better is needed"
        case .noOpenPGPKeys: "is signed by OpenPGP, and no OpenPGP key may sign"
        case .otherFormat: "is signed in another way than by SSH or OpenPGP"
        case .unverifiable(let cause): "has a signature that cannot be verified: \(cause)"
        }
    }
}
