/// The name of an environment within its repository: the same alphabet as a server's name.
package struct EnvironmentName: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard ServerName(text) != nil else { return nil }
        self.text = text
    }
}

extension EnvironmentName: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension EnvironmentName: CustomStringConvertible {
    package var description: String { text }
}
