/// What `reconcile.yaml` demands of the commits that come after its own.
struct TrustDeclaration: Sendable {
    /// What a commit must be.
    enum Demand: String, CaseIterable, Sendable {
        case signed
    }

    let commits: Located<Demand>
    /// The path of the file within the tree.
    let allowedSigners: Located<String>?
    /// Paths of files within the tree.
    let openpgpKeys: [Located<String>]

    static let format = Format.object(
        .required(
            "commits",
            Format.word(Demand.self).located,
            "What every later commit must be: signed by somebody whom one of the following names."
        ),
        .optional(
            "allowedSigners",
            Format.string(.nonEmpty).located,
            "The file of those who may sign by SSH, as ssh-keygen(1) describes it; its path from the root of the tree."
        ),
        .optional(
            "openpgpKeys",
            .list(of: Format.string(.nonEmpty).located),
            "Files of OpenPGP public keys whose owners may sign, as gpg --armor --export writes them."
        ),
        build: { TrustDeclaration(commits: $0, allowedSigners: $1, openpgpKeys: $2 ?? []) }
    )

    /// A file that is named in `reconcile.yaml`; nil if its path leads out of the tree.
    static func file(_ path: Located<String>) -> TreePath? {
        TreePath(path.value, namedIn: TreePath([RepositoryDeclaration.fileName]))
    }
}
