/// The SHA-256 of every manifest file that was read, with its path: equal digests mean that nothing changed.
package struct ContentDigest: Hashable, Sendable {
    /// 64 lowercase hexadecimal digits.
    package let text: String

    init(hexadecimal text: String) {
        self.text = text
    }
}

extension ContentDigest: CustomStringConvertible {
    package var description: String { text }
}
