import Crypto

/// The SHA-256 of a text's UTF-8 bytes in lowercase hexadecimal digits.
struct HexDigest: Hashable, Sendable {
    /// 64 digits.
    let text: String

    init(of text: String) {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = SHA256.hash(data: Array(text.utf8)).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        self.text = String(decoding: bytes, as: UTF8.self)
    }
}
