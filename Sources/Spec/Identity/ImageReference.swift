/// The name of a container image as an engine accepts it: `[registry/]repository[:tag][@sha256:digest]`.
package struct ImageReference: Hashable, Sendable {
    /// The reference as written, for messages and for the engine.
    package let text: String

    /// Accepts what the distribution reference grammar accepts, at most 255 characters, without upper case in the path.
    package init?(_ text: String) {
        let component = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/
        let domain = /(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?\/)?/
        guard !text.isEmpty, text.utf8.count <= 255 else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        if parts.count == 2, parts[1].wholeMatch(of: /sha256:[0-9a-f]{64}/) == nil { return nil }
        var name = parts[0]
        if let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") {
            guard name[name.index(after: colon)...].wholeMatch(of: /[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}/) != nil else {
                return nil
            }
            name = name[..<colon]
        }
        guard let prefix = name.prefixMatch(of: domain) else { return nil }
        let segments = name[prefix.range.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
        guard !segments.isEmpty, segments.allSatisfy({ $0.wholeMatch(of: component) != nil }) else { return nil }
        self.text = text
    }

    /// True if a digest pins the content.
    package var isPinned: Bool { text.contains("@sha256:") }
}

extension ImageReference: CustomStringConvertible {
    package var description: String { text }
}
