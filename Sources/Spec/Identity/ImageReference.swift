/// The name of a container image as an engine accepts it: `[registry/]repository[:tag][@sha256:digest]`.
package struct ImageReference: Hashable, Sendable {
    /// The reference as written, for messages and for the engine.
    package let text: String

    /// Accepts what the distribution reference grammar accepts, at most 255 characters, without upper case in the path.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...Self.maximumLength).contains(bytes.count) else { return nil }
        let parts = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        if parts.count == 2, !Self.isDigest(parts[1]) { return nil }
        var name = parts[0]
        if let colon = name.lastIndex(of: UInt8(ascii: ":")), !name[colon...].contains(UInt8(ascii: "/")) {
            guard Self.isTag(name[name.index(after: colon)...]) else { return nil }
            name = name[..<colon]
        }
        var segments = name.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        if segments.count > 1, let first = segments.first, Self.isDomain(first) { segments.removeFirst() }
        guard segments.allSatisfy(Self.isComponent) else { return nil }
        self.text = text
    }

    /// True if a digest pins the content.
    package var isPinned: Bool { text.contains("@sha256:") }
}

// The grammar: https://github.com/distribution/reference
extension ImageReference {
    private static let maximumLength = 255
    private static let alphanumeric = ASCIIClass.lowercase.union(.digits)
    private static let domainCharacters = ASCIIClass.letters.union(.digits).union(".-")
    private static let tagStart = ASCIIClass.letters.union(.digits).union("_")
    private static let tagRest = tagStart.union(".-")
    private static let maximumTagLength = 128

    private static func isDigest(_ text: Substring.UTF8View) -> Bool {
        let prefix = "sha256:".utf8
        guard text.starts(with: prefix) else { return false }
        let digits = text.dropFirst(prefix.count)
        return digits.count == 64 && ASCIIClass.hexadecimal.holds(digits)
    }

    private static func isTag(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first else { return false }
        return tagStart.contains(first) && tagRest.holds(text) && text.count <= maximumTagLength
    }

    /// A registry's name or address, and its port.
    private static func isDomain(_ text: Substring.UTF8View) -> Bool {
        var host = text
        if let colon = text.lastIndex(of: UInt8(ascii: ":")) {
            let port = text[text.index(after: colon)...]
            guard !port.isEmpty, ASCIIClass.digits.holds(port) else { return false }
            host = text[..<colon]
        }
        let ends = ASCIIClass.letters.union(.digits)
        guard let first = host.first, let last = host.last else { return false }
        return ends.contains(first) && ends.contains(last) && domainCharacters.holds(host)
    }

    /// Words with one of `.`, `_`, `__` or any number of hyphens between them.
    private static func isComponent(_ text: Substring.UTF8View) -> Bool {
        var rest = text
        while true {
            let word = alphanumeric.countOfPrefix(rest)
            guard word > 0 else { return false }
            rest = rest.dropFirst(word)
            guard let separator = rest.first else { return true }
            let count = rest.prefix { $0 == separator }.count
            switch separator {
            case UInt8(ascii: "-"): break
            case UInt8(ascii: "_"): guard count <= 2 else { return false }
            case UInt8(ascii: "."): guard count == 1 else { return false }
            default: return false
            }
            rest = rest.dropFirst(count)
        }
    }
}

extension ImageReference: CustomStringConvertible {
    package var description: String { text }
}
