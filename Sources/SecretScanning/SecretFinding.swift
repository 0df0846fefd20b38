/// A credential in a text.
///
/// It tells the kind and the place, never the credential.
package struct SecretFinding: Hashable, Sendable {
    /// ``SecretRule/id`` of the rule that found it.
    package let rule: String
    package let title: String
    /// Offsets of bytes in the text.
    package let range: Range<Int>
}
