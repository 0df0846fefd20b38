/// The dotted path of one attribute of a server, in the vocabulary of plans: `image`, `env.TZ`, `resources.memory`.
package struct AttributePath: Hashable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension AttributePath: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension AttributePath: CustomStringConvertible {
    package var description: String { text }
}
