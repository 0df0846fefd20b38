/// What `reconcile.yaml` demands of the commits that come after its own.
struct TrustDeclaration: Sendable {
    /// What a commit must be.
    enum Demand: String, CaseIterable, Sendable {
        case signed
    }

    let commits: Demand
    /// The path of the file within the tree.
    let allowedSigners: Located<String>

    static let format = Format.object(
        .required("commits", .word(Demand.self), "What every later commit must be: signed by an allowed signer."),
        .required(
            "allowedSigners",
            Format.string(.nonEmpty).located,
            "The file of those who may sign, as ssh-keygen(1) describes it; its path from the root of the tree."
        ),
        build: { TrustDeclaration(commits: $0, allowedSigners: $1) }
    )

    /// The file, named in `reconcile.yaml`; nil if the path leads out of the tree.
    var file: TreePath? {
        TreePath(allowedSigners.value, namedIn: TreePath([RepositoryDeclaration.fileName]))
    }
}
