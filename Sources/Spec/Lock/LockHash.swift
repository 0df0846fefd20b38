import Crypto

/// A hash of a lock: `sha256:` and 64 hexadecimal digits, over a line that says what is hashed and canonical JSON.
package struct LockHash: Hashable, Sendable {
    package let text: String

    /// Of one thing of its own domain: the same JSON in two domains has two hashes.
    init(_ domain: String, _ value: CanonicalJSON) {
        let digest = SHA256.hash(data: Array("mcp-reconcile lock v1 \(domain)\n\(value.text)".utf8))
        text = "sha256:" + digest.hexadecimal
    }

    private static let prefix = Array("sha256:".utf8)

    /// Nil for what is no such hash.
    init?(_ text: String) {
        let digits = text.utf8.dropFirst(Self.prefix.count)
        guard text.utf8.starts(with: Self.prefix), digits.count == 64, ASCIIClass.hexadecimal.holds(digits) else {
            return nil
        }
        self.text = text
    }
}

extension LockHash: CustomStringConvertible {
    package var description: String { text }
}
