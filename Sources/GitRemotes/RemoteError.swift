/// A repository could not be fetched.
///
/// Its words may hold what a server said: they are escaped where they are printed.
package struct RemoteError: Error, Hashable, Sendable, Codable {
    package enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// No connection, or it broke.
        case unreachable
        /// It took longer than a fetch may.
        case tooSlow
        /// More came than a repository of manifests has.
        case tooLarge
        /// The server wants credentials, or others.
        case refused
        /// The certificate of the server is not trusted.
        case certificate
        /// The host key is not known, or another one is.
        case hostKey
        /// The server has no such branch, tag or commit.
        case unknownReference
        /// The cache cannot be used.
        case cache
        /// Anything else, in libgit2's words.
        case failed
    }

    package let code: Code
    package let doing: String
    package let cause: String
    package let suggestion: String?

    package init(_ code: Code, doing: String, cause: String, suggestion: String? = nil) {
        self.code = code
        self.doing = doing
        self.cause = cause
        self.suggestion = suggestion
    }

    /// True if the same may work in a moment, and what was fetched before is still good.
    package var isPassing: Bool { code == .unreachable || code == .tooSlow }

    /// True if the other side is not who it must be.
    package var isOfTrust: Bool { code == .certificate || code == .hostKey }
}

extension RemoteError: CustomStringConvertible {
    package var description: String {
        "\(doing): \(cause)" + (suggestion.map { "; \($0)" } ?? "")
    }
}
