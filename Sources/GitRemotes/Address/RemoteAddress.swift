/// The address of a git repository on another machine, or of one by its `file` URL; it never holds a secret.
package struct RemoteAddress: Hashable, Sendable {
    package enum Scheme: String, Hashable, Sendable, CaseIterable {
        case https, ssh, file
    }

    package let scheme: Scheme
    /// The user of ssh, `git` unless the address names one.
    package let user: String?
    /// Empty for a `file` URL.
    package let host: String
    /// Nil for the scheme's own.
    package let port: Int?
    /// With a leading slash, unless ssh begins at the user's home.
    package let path: String

    private static let longest = 2048
    private static let standardUser = "git"

    /// True if the text is meant as an address, and not as a directory.
    package static func isMeant(by text: String) -> Bool {
        text.contains("://") || text.wholeMatch(of: /[^\/@:]+@[^\/@:]+:.+/) != nil
    }

    /// Parses `https://host/path`, `ssh://user@host:port/path`, `user@host:path` or `file:///path`.
    package init(_ text: String) throws(RemoteAddressError) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw .malformed
        }
        guard let separator = text.firstRange(of: "://") else {
            try self.init(shorthand: text)
            return
        }
        let rest = text[separator.upperBound...]
        guard !rest.contains("?"), !rest.contains("#") else { throw .malformed }
        switch text[..<separator.lowerBound].lowercased() {
        case "https": try self.init(.https, rest: rest)
        case "ssh", "git+ssh", "ssh+git": try self.init(.ssh, rest: rest)
        case "file": try self.init(.file, rest: rest)
        case "http", "git", "ftp", "ftps": throw .unprotected
        default: throw .unknownScheme
        }
    }

    private init(_ scheme: Scheme, rest: Substring) throws(RemoteAddressError) {
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let path = String(rest[slash...])
        guard path.count > 1 else { throw .malformed }
        var authority = rest[..<slash]
        var user: String?
        if let at = authority.lastIndex(of: "@") {
            user = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        }
        switch scheme {
        case .https: guard user == nil else { throw .hasCredentials }
        case .ssh: guard user?.contains(":") != true else { throw .hasCredentials }
        case .file: guard user == nil, authority.isEmpty || authority == "localhost" else { throw .malformed }
        }
        let (host, port) = try Self.hostAndPort(authority)
        guard scheme == .file || Self.isHost(host) else { throw .malformed }
        self.init(
            scheme: scheme,
            user: scheme == .ssh ? user ?? Self.standardUser : nil,
            host: scheme == .file ? "" : host,
            port: port,
            path: path
        )
    }

    /// As `scp(1)` writes it; the path begins at the user's home.
    private init(shorthand text: String) throws(RemoteAddressError) {
        guard let match = text.wholeMatch(of: /([^\/@:]+)@([^\/@:]+):(.+)/) else { throw .malformed }
        let host = match.2.lowercased()
        guard Self.isHost(host) else { throw .malformed }
        self.init(scheme: .ssh, user: String(match.1), host: host, port: nil, path: String(match.3))
    }

    private init(scheme: Scheme, user: String?, host: String, port: Int?, path: String) {
        (self.scheme, self.user, self.host, self.port, self.path) = (scheme, user, host, port, path)
    }

    /// What libgit2 connects to, and what is shown.
    package var text: String {
        let authority = (user.map { "\($0)@" } ?? "") + (host.contains(":") ? "[\(host)]" : host)
        if scheme == .ssh, port == nil, !path.hasPrefix("/") { return "\(authority):\(path)" }
        return "\(scheme.rawValue)://\(authority)\(port.map { ":\($0)" } ?? "")\(path)"
    }

    private static func hostAndPort(_ text: Substring) throws(RemoteAddressError) -> (String, Int?) {
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw .malformed }
            let port = try port(text[text.index(after: close)...])
            return (text[text.index(after: text.startIndex)..<close].lowercased(), port)
        }
        guard let colon = text.firstIndex(of: ":") else { return (text.lowercased(), nil) }
        return (text[..<colon].lowercased(), try port(text[colon...]))
    }

    private static func port(_ text: Substring) throws(RemoteAddressError) -> Int? {
        if text.isEmpty { return nil }
        guard text.hasPrefix(":"), let port = Int(text.dropFirst()), (1...65_535).contains(port) else {
            throw .malformed
        }
        return port
    }

    /// A name or an address; one that begins with a hyphen would be taken as an option by some programs.
    private static func isHost(_ text: String) -> Bool {
        !text.hasPrefix("-") && text.wholeMatch(of: /[a-z0-9._:-]{1,253}/) != nil
    }
}

extension RemoteAddress: CustomStringConvertible {
    package var description: String { text }
}

/// Why a text is no address; it never repeats the text, because a secret may be in it.
package enum RemoteAddressError: Error, Hashable, Sendable {
    case malformed
    case unknownScheme
    /// Anybody on the way could read and change what is fetched.
    case unprotected
    /// A user or a password stands before the host.
    case hasCredentials
}

extension RemoteAddressError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed:
            "is no address of a git repository: write https://host/path, ssh://git@host/path, git@host:path or file:///path"
        case .unknownScheme: "has a scheme that is not known: https, ssh and file are"
        case .unprotected: "is not protected on its way: use https or ssh"
        case .hasCredentials:
            "has credentials in it, which would show in process lists: leave them out, and set "
                + "MCP_RECONCILE_GIT_USERNAME and MCP_RECONCILE_GIT_TOKEN"
        }
    }
}
