import Crypto

/// The secret that a git server and this program share; it does not show itself when it is printed.
package struct WebhookSecret: Sendable {
    /// Shorter ones can be guessed.
    package static let shortest = 16

    private let key: SymmetricKey
    private let fingerprint: SHA256.Digest

    /// Nil for a text that is too short.
    package init?(_ text: String) {
        guard text.utf8.count >= Self.shortest else { return nil }
        key = SymmetricKey(data: Array(text.utf8))
        fingerprint = SHA256.hash(data: Array(text.utf8))
    }

    /// True if a request shows that its sender knows the secret; comparing takes the same time wherever a guess is wrong.
    ///
    /// GitHub, Gitea and Forgejo sign the body; GitLab sends the secret itself.
    ///
    /// - Parameters:
    ///   - header: The value of a header by its name in lowercase; nil if it is missing or there are several.
    ///   - body: The whole body.
    /// - Returns: False also where nothing of the kind is in the headers.
    func authenticates(header: (String) -> String?, body: [UInt8]) -> Bool {
        if let signature = header("x-hub-signature-256") {
            return signature.hasPrefix(Self.prefix) && isSignature(signature.dropFirst(Self.prefix.count), of: body)
        }
        for name in ["x-forgejo-signature", "x-gitea-signature"] {
            if let signature = header(name) { return isSignature(signature[...], of: body) }
        }
        guard let token = header("x-gitlab-token") else { return false }
        // Digests are compared in constant time, and tell nothing of the secret's length.
        return SHA256.hash(data: Array(token.utf8)) == fingerprint
    }

    private static let prefix = "sha256="

    private func isSignature(_ text: Substring, of body: [UInt8]) -> Bool {
        guard let code = Self.bytes(hexadecimal: text) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key)
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
