/// What the manifests of one commit demand of the commits after it: a signature of somebody in their own list.
///
/// It says nothing about the commit that it is in: whoever could change that one could have changed the list.
package struct CommitTrust: Hashable, Sendable {
    /// The list's path in the tree.
    package let path: String
    /// The list, in the format of ssh-keygen(1), ALLOWED SIGNERS.
    package let allowedSigners: String
}

extension SpecLoader {
    /// What the tree demands of later commits; nil if it demands nothing.
    ///
    /// - Throws: `SpecError`, also where the demand cannot be read: then no later commit can meet it.
    package func trust() throws(SpecError) -> CommitTrust? {
        let opened = try OpenedTree(tree)
        guard let path = opened.repository else { return nil }
        var reader = ManifestReader(opened.files)
        var diagnostics: [Diagnostic] = []
        guard case .success(let document) = reader.document(at: path), let root = document.root,
            let declaration = RepositoryDeclaration.format.read(root, &diagnostics)
        else { throw Self.unreadable("its '\(path)' is not valid") }
        guard let trust = declaration.trust else { return nil }
        guard let file = trust.file, case .success(let text) = reader.text(at: file) else {
            throw Self.unreadable("its file of allowed signers cannot be read")
        }
        return CommitTrust(path: file.text, allowedSigners: text)
    }

    private static func unreadable(_ cause: String) -> SpecError {
        SpecError(
            .unreadable,
            doing: "reading what the commit that was applied last demands of later ones",
            cause: cause
        )
    }
}
