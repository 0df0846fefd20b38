/// The hash of everything that a container is made of: `v1:` and 64 hexadecimal digits.
package struct SpecHash: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard text.hasPrefix("v1:"), text.utf8.count == 67 else { return nil }
        guard text.utf8.dropFirst(3).allSatisfy(Self.isHexadecimal) else { return nil }
        self.text = text
    }

    /// Every container of an engine is read for its hash: this is several times as fast as a pattern.
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
    }

    /// The first eight hexadecimal digits, which container names carry.
    package var short: String { String(text.dropFirst(3).prefix(8)) }
}
