import AsyncHTTPClient
import Glibc

/// Which proxy leads to a URL, by the conventional variables `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
enum ProxyChoice {
    static func proxy(
        for url: RemoteURL,
        environment: (String) -> String? = { name in getenv(name).map { String(cString: $0) } }
    ) -> HTTPClient.Configuration.Proxy? {
        // `HTTP_PROXY` in upper case can be set by a client of a CGI program, as everywhere else.
        let names = url.isSecure ? ["https_proxy", "HTTPS_PROXY"] : ["http_proxy"]
        let value = (names + ["all_proxy", "ALL_PROXY"]).compactMap { name in
            environment(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        .first
        let exceptions = environment("no_proxy") ?? environment("NO_PROXY") ?? ""
        guard let value, !isExcepted(url, exceptions) else { return nil }
        return proxy(value)
    }

    private static func proxy(_ text: String) -> HTTPClient.Configuration.Proxy? {
        guard
            let match = text.wholeMatch(
                of: /(?:(https?|socks5h?):\/\/)?(?:([^:@]*):([^@]*)@)?(\[[^\]]+\]|[^:\/@]+)(?::([0-9]{1,5}))?\/?/
            )
        else { return nil }
        let host = String(match.4)
        let port = match.5.flatMap { Int($0) }
        if match.1?.hasPrefix("socks") == true { return .socksServer(host: host, port: port ?? 1080) }
        guard let user = match.2, let password = match.3 else { return .server(host: host, port: port ?? 80) }
        let authorization = HTTPClient.Authorization.basic(username: String(user), password: String(password))
        return .server(host: host, port: port ?? 80, authorization: authorization)
    }

    /// Hosts, domains with or without a dot before them, and `*`.
    private static func isExcepted(_ url: RemoteURL, _ exceptions: String) -> Bool {
        exceptions.split(separator: ",").contains { part in
            let name = part.filter { $0 != " " }.lowercased()
            if name == "*" || name == url.host || name == "\(url.host):\(url.port)" { return true }
            let domain = name.hasPrefix(".") ? name : "." + name
            return url.host.hasSuffix(domain)
        }
    }
}
