/// What follows `catalog://`: a catalog of the tree, and the name of one of its servers.
struct CatalogReference: Hashable, Sendable {
    /// The name of the catalog's file, or what the catalog itself says it is called.
    let catalog: String
    /// Nil if the reference names a catalog alone: then the profile's name for the server counts.
    let server: String?

    /// The ways in which the text can be read, the likelier first: the name of a catalog may itself have slashes.
    static func readings(of text: Substring) -> [CatalogReference] {
        let whole = CatalogReference(catalog: String(text), server: nil)
        guard let slash = text.lastIndex(of: "/") else { return [whole] }
        let server = text[text.index(after: slash)...]
        guard slash > text.startIndex, !server.isEmpty else { return [] }
        return [CatalogReference(catalog: String(text[..<slash]), server: String(server)), whole]
    }
}

/// What a catalog is called, in the one form under which the reference's tools keep it.
struct CatalogName: Hashable, Sendable {
    let text: String

    /// Hub's domain and its `library/` go, and a name without a tag means `latest`.
    init(_ name: String) {
        var rest = name[...]
        for prefix in ["oci://", "index.docker.io/", "docker.io/", "library/"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        let last = rest.split(separator: "/").last ?? rest
        text = last.contains(":") || last.contains("@") ? String(rest) : "\(rest):latest"
    }
}
