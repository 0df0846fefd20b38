/// The name of a profile within its repository: the same alphabet as a server's name.
package struct ProfileName: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard ServerName(text) != nil else { return nil }
        self.text = text
    }
}

extension ProfileName: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension ProfileName: CustomStringConvertible {
    package var description: String { text }
}
