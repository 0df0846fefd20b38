/// The hash of everything that a container is made of: `v1:` and 64 hexadecimal digits.
package struct SpecHash: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard text.wholeMatch(of: /v1:[0-9a-f]{64}/) != nil else { return nil }
        self.text = text
    }

    /// The first eight hexadecimal digits, which container names carry.
    package var short: String { String(text.dropFirst(3).prefix(8)) }
}
