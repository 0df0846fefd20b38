import Crypto
import FoundationEssentials

/// A signature as `ssh-keygen -Y sign` makes it (OpenSSH, PROTOCOL.sshsig), which git puts into commits.
struct SSHSignature: Sendable {
    static let begin = "-----BEGIN SSH SIGNATURE-----"
    static let end = "-----END SSH SIGNATURE-----"
    private static let magic = Array("SSHSIG".utf8)
    private static let version: UInt32 = 1
    private static let longest = 64 << 10

    let key: SSHPublicKey
    private let namespace: String
    private let reserved: [UInt8]
    private let hash: String
    private let signature: [UInt8]

    /// Nil for what is no such signature.
    init?(armored text: String) {
        guard text.utf8.count <= Self.longest else { return nil }
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == Self.begin[...], lines.last == Self.end[...],
            let bytes = Data(base64Encoded: lines.dropFirst().dropLast().joined())
        else { return nil }
        var reader = SSHReader(bytes)
        guard reader.bytes(Self.magic.count) == Self.magic, reader.number() == Self.version,
            let key = reader.string().flatMap(SSHPublicKey.init), let namespace = reader.text(),
            let reserved = reader.string(), let hash = reader.text(), let signature = reader.string(), reader.isAtEnd
        else { return nil }
        (self.key, self.namespace, self.reserved) = (key, namespace, reserved)
        (self.hash, self.signature) = (hash, signature)
    }

    /// True if the key signed these bytes, for this purpose.
    func isValid(for message: [UInt8], namespace: String) -> Bool {
        guard namespace == self.namespace else { return false }
        let digest: [UInt8]
        switch hash {
        case "sha256": digest = Array(SHA256.hash(data: message))
        case "sha512": digest = Array(SHA512.hash(data: message))
        default: return false
        }
        let parts = [Array(namespace.utf8), reserved, Array(hash.utf8), digest]
        return key.isValid(signature, over: Self.magic + parts.flatMap { SSHReader.writing($0) })
    }
}
