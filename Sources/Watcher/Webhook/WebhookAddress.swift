/// Where a webhook is listened for: `127.0.0.1:9000/hooks/team`.
package struct WebhookAddress: Hashable, Sendable {
    package let host: String
    /// 0 for a free one.
    package let port: Int
    /// Begins with a slash.
    package let path: String

    /// Nil for what is no host and port.
    package init?(_ text: String) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        let place = text[..<slash]
        guard let colon = place.lastIndex(of: ":"), let port = Int(place[place.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = place[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        let path = text[slash...]
        guard !host.isEmpty, host.wholeMatch(of: /[A-Za-z0-9.:-]+/) != nil else { return nil }
        guard path.isEmpty || path.wholeMatch(of: /\/[A-Za-z0-9._~\/-]*/) != nil else { return nil }
        (self.host, self.port, self.path) = (String(host), port, path.isEmpty ? "/" : String(path))
    }
}
