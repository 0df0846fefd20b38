/// Where a registry has the document of a server, from the URLs that people copy.
package struct RegistryURL: Hashable, Sendable {
    /// What is asked for.
    package let document: String

    /// Reads the newer form, with a name and perhaps a version, and the older one, with a UUID.
    ///
    /// A name without a version means the latest one, and may have its slash encoded or not. Any other URL is taken as
    /// it is.
    package init(_ text: String) {
        guard let match = text.wholeMatch(of: /(https?:\/\/.+\/v[0-9][0-9.]*\/servers)\/([^?#]+?)\/?/) else {
            document = text
            return
        }
        var parts = match.2.split(separator: "/").map(String.init)
        if parts.count > 1, parts[1] != "versions" { parts = ["\(parts[0])%2F\(parts[1])"] + parts.dropFirst(2) }
        let isIdentifier = parts[0].wholeMatch(of: /[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}/) != nil
        if parts.count == 1, !isIdentifier { parts += ["versions", "latest"] }
        document = "\(match.1)/" + parts.joined(separator: "/")
    }
}
