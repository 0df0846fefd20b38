/// A git commit and the name by which it was asked for.
package struct Revision: Hashable, Sendable, Codable {
    /// The branch, tag or expression that was resolved, such as `main`.
    package let reference: String
    /// The commit's object id, 40 lowercase hexadecimal digits.
    package let commit: String

    package init(reference: String, commit: String) {
        self.reference = reference
        self.commit = commit
    }
}

extension Revision: CustomStringConvertible {
    /// Flux's grammar (RFC-0005): `main@sha1:9f2c1ab…`.
    package var description: String { "\(reference)@sha1:\(commit)" }
}
