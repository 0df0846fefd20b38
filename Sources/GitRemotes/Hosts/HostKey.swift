import Crypto
import FoundationEssentials

/// The public key by which an SSH server shows who it is (RFC 4253 §6.6).
struct HostKey: Hashable, Sendable {
    let bytes: [UInt8]
    /// Such as `ssh-ed25519`.
    let kind: String

    private static let longestKind = 64

    /// Nil for bytes that do not begin with the name of a kind.
    init?(_ bytes: [UInt8]) {
        guard bytes.count > 4 else { return nil }
        let length = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard (1...Self.longestKind).contains(length), bytes.count > 4 + length else { return nil }
        let kind = String(decoding: bytes[4..<4 + length], as: UTF8.self)
        guard kind.wholeMatch(of: /[a-z0-9@.-]+/) != nil else { return nil }
        self.bytes = bytes
        self.kind = kind
    }

    /// As `ssh-keygen -l` prints it.
    var fingerprint: String {
        let digest = Data(SHA256.hash(data: bytes)).base64EncodedString()
        return "SHA256:" + digest.prefix { $0 != "=" }
    }
}
