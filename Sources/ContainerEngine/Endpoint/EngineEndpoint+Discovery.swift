extension EngineEndpoint {
    /// Port of an engine without and with TLS, where `DOCKER_HOST` names none.
    private static let plainPort = 2375
    private static let encryptedPort = 2376

    /// Finds the engine that the Docker CLI would talk to.
    ///
    /// In this order: `DOCKER_HOST`; the context that `DOCKER_CONTEXT` names; the current context of
    /// `$DOCKER_CONFIG/config.json` (else `~/.docker/config.json`); `unix:///var/run/docker.sock`.
    /// - Throws: ``EngineError`` with code `invalidEndpoint`, which names the setting that cannot be used.
    package static func discover(
        environment: [String: String],
        homeDirectory: String
    ) throws(EngineError) -> EngineEndpoint {
        if let host = environment.nonEmpty("DOCKER_HOST") {
            return try parse(host, source: "DOCKER_HOST", tls: tlsIdentity(in: environment, home: homeDirectory))
        }
        let store = DockerContextStore(environment: environment, homeDirectory: homeDirectory)
        let current = if let name = environment.nonEmpty("DOCKER_CONTEXT") { name } else { try store.currentContext() }
        guard let current, current != "default" else { return .standard }
        return try store.endpoint(ofContext: current)
    }

    /// Reads `unix:///path`, `tcp://host:port` and `http(s)://host:port`; `source` is where the text came from.
    ///
    /// - Throws: ``EngineError`` with code `invalidEndpoint`.
    static func parse(_ text: String, source: String, tls: TLSIdentity?) throws(EngineError) -> EngineEndpoint {
        guard let separator = text.firstRange(of: "://") else {
            throw .invalidEndpoint(source, "\(EscapedText(text)) has no scheme, write unix:///path or tcp://host:port")
        }
        let rest = text[separator.upperBound...]
        switch text[..<separator.lowerBound] {
        case "unix":
            guard rest.hasPrefix("/") else {
                throw .invalidEndpoint(source, "\(EscapedText(text)) has no absolute path, write unix:///path")
            }
            return .unixSocket(path: String(rest))
        case "tcp", "http": return try parseAuthority(rest, source: source, tls: tls)
        case "https":
            guard let tls else {
                throw .invalidEndpoint(source, "https needs certificates: set DOCKER_CERT_PATH and DOCKER_TLS_VERIFY")
            }
            return try parseAuthority(rest, source: source, tls: tls)
        case "ssh":
            throw .invalidEndpoint(
                source,
                "ssh:// is not supported: forward the engine's socket"
                    + " (ssh -L /tmp/docker.sock:/var/run/docker.sock host) and use unix:///tmp/docker.sock"
            )
        case let scheme: throw .invalidEndpoint(source, "the scheme \(EscapedText(String(scheme))) is not supported")
        }
    }

    private static func parseAuthority(
        _ text: Substring,
        source: String,
        tls: TLSIdentity?
    ) throws(EngineError) -> EngineEndpoint {
        let authority = /(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?\/?/
        guard let match = text.wholeMatch(of: authority) else {
            throw .invalidEndpoint(source, "\(EscapedText(String(text))) is no host:port")
        }
        let port = match.2.flatMap { Int($0) } ?? (tls == nil ? plainPort : encryptedPort)
        guard (1...65535).contains(port) else {
            throw .invalidEndpoint(source, "port \(port) is not between 1 and 65535")
        }
        let host = match.1.hasPrefix("[") ? match.1.dropFirst().dropLast() : match.1
        return .tcp(host: String(host), port: port, tls: tls)
    }

    /// `DOCKER_TLS_VERIFY` asks for a verified connection, `DOCKER_TLS` for an unverified one.
    private static func tlsIdentity(in environment: [String: String], home: String) -> TLSIdentity? {
        let verifies = environment.nonEmpty("DOCKER_TLS_VERIFY") != nil
        guard verifies || environment.nonEmpty("DOCKER_TLS") != nil else { return nil }
        let directory = environment.nonEmpty("DOCKER_CERT_PATH") ?? "\(home)/.docker"
        return TLSIdentity(directory: directory, verifiesEngine: verifies)
    }
}

extension EngineError {
    static func invalidEndpoint(_ source: String, _ message: String, cause: (any Error)? = nil) -> Self {
        Self(code: .invalidEndpoint, doing: "find the container engine", message: "\(source): \(message)", cause: cause)
    }
}

extension [String: String] {
    /// The value under `key` unless it is empty: an empty variable counts as unset, as in the Docker CLI.
    fileprivate func nonEmpty(_ key: String) -> String? {
        self[key].flatMap { $0.isEmpty ? nil : $0 }
    }
}
