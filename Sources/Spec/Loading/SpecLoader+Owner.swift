extension SpecLoader {
    /// Whose the manifests are, whatever else in them is wrong; nil if that cannot be read.
    package func owner() throws(SpecError) -> OwnerID? {
        let opened = try OpenedTree(tree)
        guard let path = opened.repository else { return opened.fallbackOwner }
        var reader = ManifestReader(opened.files)
        guard case .success(let document) = reader.document(at: path) else { return nil }
        return document.root?["owner"]?.string.flatMap(OwnerID.init)
    }
}
