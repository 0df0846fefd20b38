package import SystemPackage

/// Where manifests come from.
package enum ManifestTree: Hashable, Sendable {
    /// One profile file; a `reconcile.yaml` beside it or one directory above makes that directory the tree's root.
    case profileFile(FilePath)
    /// A directory with a `reconcile.yaml`.
    case directory(FilePath)
    /// A git repository, bare or not, at a branch, tag or commit: read from the object database, never the worktree.
    ///
    /// The manifests may lie in a directory of it; its path has no slash at either end.
    case git(repository: FilePath, revision: String, directory: String = "")
    /// What a directory or a profile file once was.
    case snapshot(ManifestSnapshot)
}
