/// An `http` or `https` URL, taken apart as far as connecting needs (RFC 3986).
struct RemoteURL: Hashable, Sendable {
    let isSecure: Bool
    let host: String
    let port: Int
    /// From the first slash behind the host on.
    let target: String

    init?(_ text: String) {
        guard
            let match = text.wholeMatch(
                of: /(https?):\/\/(\[[0-9A-Fa-f:.]+\]|[^\/?#:@\[\]]+)(?::([0-9]{1,5}))?([\/?][^#]*)?(?:#.*)?/
            )
        else { return nil }
        isSecure = match.1 == "https"
        host = match.2.hasPrefix("[") ? String(match.2.dropFirst().dropLast()) : match.2.lowercased()
        guard let port = match.3.map({ Int($0) }) ?? (isSecure ? 443 : 80), (1...65535).contains(port) else {
            return nil
        }
        self.port = port
        let target = match.4.map(String.init) ?? "/"
        self.target = target.hasPrefix("/") ? target : "/" + target
    }

    /// Plain HTTP to a host of ours.
    init(container host: String, port: Int, target: String) {
        self.init(isSecure: false, host: host, port: port, target: target)
    }

    private init(isSecure: Bool, host: String, port: Int, target: String) {
        (self.isSecure, self.host, self.port, self.target) = (isSecure, host, port, target)
    }

    var text: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(name):\(port)\(target)"
    }

    /// What a reference in a document of this URL leads to; nil for another origin.
    func resolving(_ reference: String) -> RemoteURL? {
        if let url = RemoteURL(reference) {
            return (url.isSecure, url.host, url.port) == (isSecure, host, port) ? url : nil
        }
        guard !reference.hasPrefix("//"), !reference.contains("://") else { return nil }
        let path = target.prefix { $0 != "?" }
        let directory = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
        let target =
            if reference.hasPrefix("/") { reference } else if reference.hasPrefix("?") {
                String(path) + reference
            } else {
                String(directory) + reference
            }
        return RemoteURL(isSecure: isSecure, host: host, port: port, target: target)
    }
}
