/// `reconcile.yaml`: whose the manifests are, and what holds for all of them.
struct RepositoryDeclaration: Sendable {
    let owner: OwnerID
    let defaults: ServerDefaults?
    let trust: TrustDeclaration?

    /// The file's path within a tree.
    static let fileName = "reconcile.yaml"

    static let format = Format.object(
        .required("apiVersion", .word(ManifestVersion.self), "The version of this format."),
        .required("kind", .word(Kind.self), "What this file is."),
        .required("owner", .ownerID, "The id of whoever owns what these manifests make; never change it."),
        .optional("defaults", ServerDefaults.format, "What holds for every server that says nothing else."),
        .optional("trust", TrustDeclaration.format, "What every commit after this one must be to be applied."),
        build: { RepositoryDeclaration(owner: $2, defaults: $3, trust: $4) }
    )

    private enum Kind: String, CaseIterable, Sendable {
        case repository = "Repository"
    }
}
