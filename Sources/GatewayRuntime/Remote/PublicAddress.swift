import Glibc
import NIOCore
import NIOPosix

/// Addresses that a server of somebody else can have.
///
/// A URL from a manifest that leads to loopback, a private network or a cloud's metadata service would let whoever
/// writes the manifest reach what only the gateway's host can.
enum PublicAddress {
    /// Looks a host up, once: what is connected to afterwards is what was checked.
    ///
    /// - Returns: The address, as text.
    /// - Throws: ``RemoteFailure``.
    static func lookUp(_ host: String, port: Int, allowingPrivate: Bool) async throws(RemoteFailure) -> String {
        let address: SocketAddress
        do {
            address = try await NIOThreadPool.singleton.runIfActive {
                try SocketAddress.makeAddressResolvingHost(host, port: port)
            }
        } catch {
            throw RemoteFailure("cannot be found: '\(host)' has no address")
        }
        guard let text = address.ipAddress else { throw RemoteFailure("cannot be found: '\(host)' has no address") }
        guard allowingPrivate || isPublic(address) else {
            throw RemoteFailure("is at \(text), which is no public address, and its entry does not allow private ones")
        }
        return text
    }

    static func isPublic(_ address: SocketAddress) -> Bool {
        guard let bytes = address.ipAddress.flatMap({ bytes(of: $0) }) else { return false }
        return bytes.count == 4 ? isPublic(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) }) : isPublic(v6: bytes)
    }

    /// The 4 or 16 bytes of an address.
    private static func bytes(of text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    /// Networks of IPv4 that are not of the Internet (IANA, special-purpose address registry).
    private static let reserved: [(network: UInt32, bits: UInt32)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
        (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16), (0xC612_0000, 15),
        (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 4), (0xF000_0000, 4),
    ]

    private static func isPublic(v4 address: UInt32) -> Bool {
        !reserved.contains { network, bits in address >> (32 - bits) == network >> (32 - bits) }
    }

    /// Networks of IPv6 that carry addresses of IPv4 in them are as public as these are.
    private static func isPublic(v6 bytes: [UInt8]) -> Bool {
        func embedded(at index: Int) -> UInt32 { bytes[index..<(index + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
        if bytes.starts(with: [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]) {
            return isPublic(v4: embedded(at: 12))
        }
        if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B] + [UInt8](repeating: 0, count: 8)) {
            return isPublic(v4: embedded(at: 12))
        }
        if bytes.starts(with: [0x20, 0x02]) { return isPublic(v4: embedded(at: 2)) }
        // Global unicast (RFC 4291, section 2.4), but for protocol assignments and documentation.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        return !(bytes.starts(with: [0x20, 0x01]) && bytes[2] < 0x02) && !bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8])
            && !bytes.starts(with: [0x3F, 0xFF])
    }
}
