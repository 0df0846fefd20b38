/// The names under which browsers and other programs of this host reach a server on its loopback interface.
///
/// What only looks like one is none: `localhost.evil.example` and `127.0.0.1.nip.io` are names that anybody may own.
struct LoopbackNames: Sendable {
    private static let always = ["localhost", "127.0.0.1", "[::1]"]

    private let names: [String]

    /// - Parameter host: One more name that counts, the one that the server is bound to.
    init(and host: String? = nil) {
        let bracketed = host.map { $0.utf8.contains(UInt8(ascii: ":")) ? "[\($0)]" : $0 }
        names = Self.always + [bracketed?.lowercased()].compactMap(\.self).filter { !Self.always.contains($0) }
    }

    /// True if nobody but this host reaches a server that is bound to the name or address.
    static func contains(bound host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// True for one of the names with or without a port, and nothing else: no user, no path, no trailing dot.
    func contains(authority: some StringProtocol) -> Bool {
        names.contains { name in
            let bytes = authority.utf8
            guard bytes.count >= name.utf8.count,
                bytes.prefix(name.utf8.count).elementsEqual(name.utf8, by: { Self.lowercased($0) == $1 })
            else { return false }
            return Self.isPort(bytes.dropFirst(name.utf8.count))
        }
    }

    /// True for a web origin (RFC 6454) whose host is one of the names; `null` is none.
    func contains(origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.utf8.starts(with: scheme.utf8) {
            return contains(authority: origin.dropFirst(scheme.count))
        }
        return false
    }

    /// Nothing, or a colon and one to five digits.
    private static func isPort(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        let digits = bytes.dropFirst()
        return first == UInt8(ascii: ":") && (1...5).contains(digits.count)
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
