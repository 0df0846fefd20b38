import Crypto

/// The SHA-256 of a text's UTF-8 bytes in lowercase hexadecimal digits.
struct HexDigest: Hashable, Sendable {
    /// 64 digits.
    let text: String

    init(of text: String) {
        var text = text
        let digest = text.withUTF8 { SHA256.hash(data: UnsafeRawBufferPointer($0)) }
        self.text = String(unsafeUninitializedCapacity: 2 * SHA256.byteCount) { digits in
            var count = 0
            for byte in digest {
                digits[count] = Self.digit(byte >> 4)
                digits[count + 1] = Self.digit(byte & 15)
                count += 2
            }
            return count
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
