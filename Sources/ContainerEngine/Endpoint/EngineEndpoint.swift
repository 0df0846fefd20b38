import NIOCore

/// Where a container engine listens.
package enum EngineEndpoint: Hashable, Sendable {
    /// An absolute path of a socket on this host.
    case unixSocket(path: String)
    /// A host and port, encrypted if there is an identity.
    case tcp(host: String, port: Int, tls: TLSIdentity?)

    /// Where Docker listens unless it is told otherwise.
    package static let standard = EngineEndpoint.unixSocket(path: "/var/run/docker.sock")
}

/// The certificates by which this program and an engine know each other.
package struct TLSIdentity: Hashable, Sendable {
    /// The directory that holds `ca.pem`, `cert.pem` and `key.pem`.
    package var directory: String
    /// True if the engine must prove with a certificate of `ca.pem` that it is who it says.
    package var verifiesEngine: Bool

    package init(directory: String, verifiesEngine: Bool) {
        self.directory = directory
        self.verifiesEngine = verifiesEngine
    }
}

extension EngineEndpoint: CustomStringConvertible {
    /// As `DOCKER_HOST` writes it, escaped.
    package var description: String {
        switch self {
        case .unixSocket(let path): "unix://\(EscapedText(path))"
        case .tcp(let host, let port, _): "tcp://\(EscapedText(Self.bracketed(host))):\(port)"
        }
    }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    static func bracketed(_ host: String) -> String {
        host.contains(":") ? "[\(host)]" : host
    }
}

extension EngineEndpoint {
    /// The scheme and authority of the engine's URLs; a socket's path stands for the host, percent-encoded.
    var baseURL: String {
        switch self {
        case .unixSocket(let path): "http+unix://\(PercentEncoding.everything.encode(path))"
        case .tcp(let host, let port, nil): "http://\(Self.bracketed(host)):\(port)"
        case .tcp(let host, let port, .some): "https://\(Self.bracketed(host)):\(port)"
        }
    }

    /// What the `Host` header says on streams that this program writes itself.
    var hostHeader: String {
        switch self {
        case .unixSocket: "localhost"
        case .tcp(let host, let port, _): "\(Self.bracketed(host)):\(port)"
        }
    }

    var tlsIdentity: TLSIdentity? {
        switch self {
        case .unixSocket: nil
        case .tcp(_, _, let tls): tls
        }
    }

    /// The name that the engine's certificate must carry; nil for an address, which TLS does not send as a name.
    var tlsHostname: String? {
        guard case .tcp(let host, _, .some) = self else { return nil }
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return isAddress ? nil : host
    }
}
