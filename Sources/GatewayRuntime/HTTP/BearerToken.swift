import Crypto

/// The secret that every client of the HTTP server must present (RFC 6750).
///
/// It does not show itself when it is printed, logged or mirrored; only ``revealed()`` gives the text.
package struct BearerToken: Sendable {
    /// 62^43 is more than 2^256.
    private static let generatedLength = 43
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    private static let scheme = "bearer "

    private let text: String
    private let digest: SHA256.Digest
    /// Who a client is that presents this token.
    let principal: Principal

    /// A token that somebody chose; nil if it is empty or not of visible ASCII characters.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.init(checked: text)
    }

    /// A new token of 256 random bits.
    package static func generate() -> Self {
        var random = SystemRandomNumberGenerator()
        let characters = (0..<generatedLength).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
        return Self(checked: String(characters))
    }

    private init(checked text: String) {
        self.text = text
        digest = SHA256.hash(data: Array(text.utf8))
        principal = Principal(digest: Array(digest))
    }

    /// The secret itself, for the one line at start-up that tells it to the user.
    package func revealed() -> String { text }

    /// True if an `Authorization` header carries this token; takes the same time wherever a guess goes wrong.
    func authorizes(_ header: String?) -> Bool {
        guard let header, header.utf8.count > Self.scheme.utf8.count,
            header.utf8.prefix(Self.scheme.utf8.count).elementsEqual(Self.scheme.utf8, by: { $0 | 0x20 == $1 })
        else { return false }
        var presented = SHA256()
        var credentials = header.dropFirst(Self.scheme.count)
        credentials.withUTF8 { presented.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        // Comparing digests takes constant time and tells nothing of the token's length.
        return presented.finalize() == digest
    }
}

extension BearerToken: CustomStringConvertible, CustomReflectable {
    package var description: String { "(bearer token)" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Who makes a request: sessions are open only to the one who began them.
struct Principal: Hashable, Sendable {
    private let digest: [UInt8]

    init(digest: [UInt8]) {
        self.digest = digest
    }
}
