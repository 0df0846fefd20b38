/// The name of a server within its profile: lowercase letters, digits and inner hyphens, at most 63.
package struct ServerName: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard text.wholeMatch(of: /[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?/) != nil else { return nil }
        self.text = text
    }
}

extension ServerName: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ServerName: CustomStringConvertible {
    package var description: String { text }
}
