package import SystemPackage

extension Lockfile {
    /// Where the lock of a tree is written: beside `reconcile.yaml`, or beside a single profile that has none.
    ///
    /// - Returns: Nil for a tree that is read from git's objects, which nobody can write into.
    /// - Throws: ``SpecError`` if there is no such tree.
    package static func place(in tree: ManifestTree) throws(SpecError) -> FilePath? {
        switch tree {
        case .git, .snapshot: return nil
        case .directory, .profileFile: break
        }
        return try OpenedTree(tree).files.workingDirectory?.appending(fileName)
    }
}
