import Crypto
import CryptoExtras
import FoundationEssentials

/// A public key of SSH that can verify signatures: Ed25519, ECDSA, RSA from 2048 bits, and the first two on security keys.
struct SSHPublicKey: Hashable, Sendable {
    /// As OpenSSH encodes it: the key's identity.
    let bytes: [UInt8]
    let kind: String

    /// Nil for bytes that are no key of a kind that is known.
    init?(_ bytes: [UInt8]) {
        var reader = SSHReader(bytes)
        guard let kind = reader.text(), Self.kinds.contains(kind) else { return nil }
        (self.bytes, self.kind) = (bytes, kind)
    }

    private static let kinds: Set<String> = [
        "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", "ssh-rsa",
        "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
    ]
    private static let fewestBits = 2048

    /// As `ssh-keygen -l` prints it.
    var fingerprint: String {
        "SHA256:" + Data(SHA256.hash(data: bytes)).base64EncodedString().prefix { $0 != "=" }
    }

    /// True if the signature, as OpenSSH encodes it, is this key's over the message.
    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        var key = SSHReader(bytes)
        var reader = SSHReader(signature)
        guard key.text() == kind, let algorithm = reader.text(), let value = reader.string() else { return false }
        switch (kind, algorithm) {
        case ("ssh-ed25519", "ssh-ed25519"):
            return reader.isAtEnd && Self.ed25519(key.string(), value, message)
        case ("sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519@openssh.com"):
            guard let point = key.string(), let signed = Self.signed(message, by: &key, &reader) else { return false }
            return Self.ed25519(point, value, signed)
        case ("sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"):
            guard key.string() != nil, let point = key.string(), let signed = Self.signed(message, by: &key, &reader)
            else {
                return false
            }
            return Self.ecdsa("nistp256", point, value, signed)
        case ("ssh-rsa", "rsa-sha2-256"), ("ssh-rsa", "rsa-sha2-512"):
            guard let exponent = key.string(), let modulus = key.string(), reader.isAtEnd else { return false }
            return Self.rsa(modulus, exponent, value, message, isLong: algorithm == "rsa-sha2-512")
        case (let kind, let algorithm) where kind == algorithm && kind.hasPrefix("ecdsa-sha2-"):
            guard let curve = key.text(), kind == "ecdsa-sha2-\(curve)", let point = key.string() else { return false }
            return reader.isAtEnd && Self.ecdsa(curve, point, value, message)
        default:
            return false
        }
    }

    private static func ed25519(_ point: [UInt8]?, _ signature: [UInt8], _ message: [UInt8]) -> Bool {
        guard let point, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: point) else { return false }
        return key.isValidSignature(signature, for: message)
    }

    private static func ecdsa(_ curve: String, _ point: [UInt8], _ signature: [UInt8], _ message: [UInt8]) -> Bool {
        var reader = SSHReader(signature)
        guard let r = reader.string(), let s = reader.string(), reader.isAtEnd else { return false }
        let size = ["nistp256": 32, "nistp384": 48, "nistp521": 66][curve] ?? 0
        guard let r = padded(r, to: size), let s = padded(s, to: size) else { return false }
        switch curve {
        case "nistp256":
            guard let key = try? P256.Signing.PublicKey(x963Representation: point),
                let value = try? P256.Signing.ECDSASignature(rawRepresentation: r + s)
            else { return false }
            return key.isValidSignature(value, for: message)
        case "nistp384":
            guard let key = try? P384.Signing.PublicKey(x963Representation: point),
                let value = try? P384.Signing.ECDSASignature(rawRepresentation: r + s)
            else { return false }
            return key.isValidSignature(value, for: message)
        case "nistp521":
            guard let key = try? P521.Signing.PublicKey(x963Representation: point),
                let value = try? P521.Signing.ECDSASignature(rawRepresentation: r + s)
            else { return false }
            return key.isValidSignature(value, for: message)
        default: return false
        }
    }

    private static func rsa(
        _ modulus: [UInt8],
        _ exponent: [UInt8],
        _ signature: [UInt8],
        _ message: [UInt8],
        isLong: Bool
    ) -> Bool {
        let modulus = Array(modulus.drop { $0 == 0 })
        guard modulus.count * 8 >= fewestBits,
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: Array(exponent.drop { $0 == 0 })),
            // A number of OpenSSH has no leading zeros, and a signature as many bytes as the modulus.
            let padded = padded(signature, to: modulus.count)
        else { return false }
        let value = _RSA.Signing.RSASignature(rawRepresentation: padded)
        return isLong
            ? key.isValidSignature(value, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
            : key.isValidSignature(value, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }

    /// What a security key signs (OpenSSH, PROTOCOL.u2f): the application, flags and counter, and the message.
    private static func signed(_ message: [UInt8], by key: inout SSHReader, _ signature: inout SSHReader) -> [UInt8]? {
        guard let application = key.string(), let flags = signature.bytes(1), let counter = signature.bytes(4),
            signature.isAtEnd, flags[0] & userWasPresent != 0
        else { return nil }
        return Array(SHA256.hash(data: application)) + flags + counter + Array(SHA256.hash(data: message))
    }

    private static let userWasPresent: UInt8 = 1

    private static func padded(_ number: [UInt8], to size: Int) -> [UInt8]? {
        let digits = number.drop { $0 == 0 }
        guard digits.count <= size else { return nil }
        return [UInt8](repeating: 0, count: size - digits.count) + digits
    }
}
