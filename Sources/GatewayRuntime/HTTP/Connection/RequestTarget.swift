/// What a request line asks for (RFC 9112 §3.2): a path and a query, or a whole URL, as clients of proxies write it.
struct RequestTarget: Hashable, Sendable {
    /// Of a URL; it counts instead of the `Host` field.
    let authority: String?
    let path: Substring
    let query: Substring

    private static let schemes = ["http://", "https://"]

    init(_ target: String) {
        var rest = target[...]
        // Nearly all are paths, which need no look at schemes.
        if target.utf8.first != UInt8(ascii: "/"),
            let scheme = Self.schemes.first(where: { target.utf8.starts(with: $0.utf8) })
        {
            rest = rest.dropFirst(scheme.count)
            let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        } else {
            authority = nil
        }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first ?? ""
        query = parts.dropFirst().first ?? ""
    }
}
