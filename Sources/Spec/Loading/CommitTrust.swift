/// What the manifests of one commit demand of the commits after it: a signature of somebody in their own lists.
///
/// It says nothing about the commit that it is in: whoever could change that one could have changed the lists.
package struct CommitTrust: Hashable, Sendable {
    /// A file of the tree.
    package struct List: Hashable, Sendable {
        package let path: String
        package let text: String
    }

    /// In the format of ssh-keygen(1), ALLOWED SIGNERS.
    package let allowedSigners: List?
    /// Armored OpenPGP public keys.
    package let openPGPKeys: [List]
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
        var keys: [CommitTrust.List] = []
        for file in trust.openpgpKeys { keys.append(try Self.list(file, &reader)) }
        guard let file = trust.allowedSigners else { return CommitTrust(allowedSigners: nil, openPGPKeys: keys) }
        return CommitTrust(allowedSigners: try Self.list(file, &reader), openPGPKeys: keys)
    }

    private static func list(
        _ name: Located<String>,
        _ reader: inout ManifestReader
    ) throws(SpecError) -> CommitTrust.List {
        guard let file = TrustDeclaration.file(name), case .success(let text) = reader.text(at: file) else {
            throw unreadable("its file '\(name.value)' of those who may sign cannot be read")
        }
        return CommitTrust.List(path: file.text, text: text)
    }

    private static func unreadable(_ cause: String) -> SpecError {
        SpecError(
            .unreadable,
            doing: "reading what the commit that was applied last demands of later ones",
            cause: cause
        )
    }
}
