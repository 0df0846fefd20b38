import Crypto
import FoundationEssentials

/// The host keys that a user trusts, in the format of sshd(8).
///
/// Keys of authorities (`@cert-authority`) are not used: host certificates are not spoken.
struct KnownHosts: Sendable {
    enum Verdict: Hashable {
        case known
        /// Nothing is said of the host.
        case unknown
        /// The host is known by other keys, of these kinds.
        case otherKeys([String])
        case revoked
    }

    private struct Line {
        var isRevocation: Bool
        var hosts: Substring
        var key: [UInt8]
    }

    private let lines: [Line]
    private static let standardPort = 22

    init(_ text: String) {
        lines = text.split(whereSeparator: \.isNewline).compactMap { Self.line($0) }
    }

    func verdict(on key: HostKey, of host: String, port: Int?) -> Verdict {
        let port = port ?? Self.standardPort
        let name = port == Self.standardPort ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        let lines = lines.filter { Self.names($0.hosts, name) }
        if lines.contains(where: { $0.isRevocation && $0.key == key.bytes }) { return .revoked }
        let keys = lines.filter { !$0.isRevocation }.map(\.key)
        if keys.contains(key.bytes) { return .known }
        return keys.isEmpty ? .unknown : .otherKeys(Set(keys.compactMap { HostKey($0)?.kind }).sorted())
    }

    private static func line(_ text: Substring) -> Line? {
        var words = text.split(whereSeparator: \.isWhitespace)[...]
        guard let first = words.first, !first.hasPrefix("#") else { return nil }
        var isRevocation = false
        if first.hasPrefix("@") {
            guard first == "@revoked" else { return nil }
            isRevocation = true
            words = words.dropFirst()
        }
        guard words.count >= 3 else { return nil }
        let start = words.startIndex
        guard let key = Data(base64Encoded: String(words[start + 2])) else { return nil }
        return Line(isRevocation: isRevocation, hosts: words[start], key: Array(key))
    }

    private static func names(_ hosts: Substring, _ name: String) -> Bool {
        if hosts.hasPrefix("|1|") { return isHash(hosts, of: name) }
        var isNamed = false
        for pattern in hosts.split(separator: ",") {
            if pattern.hasPrefix("!") {
                if HostPattern(pattern.dropFirst()).matches(name) { return false }
            } else if HostPattern(pattern).matches(name) {
                isNamed = true
            }
        }
        return isNamed
    }

    /// `|1|salt|hash`, the HMAC-SHA1 of the name.
    private static func isHash(_ text: Substring, of name: String) -> Bool {
        let parts = text.split(separator: "|")
        guard parts.count == 3, let salt = Data(base64Encoded: String(parts[1])),
            let hash = Data(base64Encoded: String(parts[2]))
        else { return false }
        return HMAC<Insecure.SHA1>.isValidAuthenticationCode(
            hash,
            authenticating: Array(name.utf8),
            using: SymmetricKey(data: salt)
        )
    }
}

/// A pattern of hosts, in which `*` stands for any characters and `?` for one.
private struct HostPattern {
    private let pattern: [UInt8]

    init(_ text: Substring) {
        pattern = Array(text.lowercased().utf8)
    }

    func matches(_ text: String) -> Bool {
        let text = Array(text.utf8)
        var (place, mark): (Int, Int) = (0, 0)
        var (next, star): (Int, Int?) = (0, nil)
        while place < text.count {
            if next < pattern.count, pattern[next] == UInt8(ascii: "*") {
                (star, mark) = (next, place)
                next += 1
            } else if next < pattern.count, pattern[next] == UInt8(ascii: "?") || pattern[next] == text[place] {
                place += 1
                next += 1
            } else if let star {
                mark += 1
                (place, next) = (mark, star + 1)
            } else {
                return false
            }
        }
        return pattern[next...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
