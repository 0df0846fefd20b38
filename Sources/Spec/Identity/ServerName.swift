/// The name of a server within its profile: lowercase letters, digits and inner hyphens, at most 63.
package struct ServerName: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...Self.maximumLength).contains(bytes.count), Self.inner.holds(bytes),
            bytes.first != Self.hyphen, bytes.last != Self.hyphen
        else { return nil }
        self.text = text
    }

    private static let maximumLength = 63
    private static let hyphen = UInt8(ascii: "-")
    private static let inner = ASCIIClass.lowercase.union(.digits).union("-")
}

extension ServerName: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ServerName: CustomStringConvertible {
    package var description: String { text }
}
