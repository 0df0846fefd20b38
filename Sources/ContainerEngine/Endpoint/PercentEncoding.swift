/// Percent-encoding of one part of a URL (RFC 3986 §2).
struct PercentEncoding: Sendable {
    /// What is kept beside unreserved characters.
    private let kept: Set<UInt8>

    /// For one path segment, a query value, or a socket's path as a host.
    static let everything = PercentEncoding(kept: [])
    /// For image names, whose slashes the engine's router wants as they are.
    static let imageName = PercentEncoding(kept: Set("/:@".utf8))

    func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if Self.isUnreserved(byte) || kept.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }
}
