import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Spec

/// HTTP to one remote server: its address is looked up once, redirects are not followed, and its headers are added.
final class RemoteHTTP: Sendable {
    private static let connectTimeout: TimeAmount = .seconds(10)

    let url: RemoteURL
    private let headers: HeaderValues
    private let client: HTTPClient

    /// - Throws: ``RemoteFailure``.
    init(_ server: RemoteServer) async throws(RemoteFailure) {
        guard let url = RemoteURL(server.url) else { throw RemoteFailure("has no usable URL") }
        self.url = url
        headers = try HeaderValues(server.headers)
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: Self.connectTimeout)
        )
        configuration.proxy = ProxyChoice.proxy(for: url)
        if configuration.proxy == nil {
            let address = try await PublicAddress.lookUp(
                url.host,
                port: url.port,
                allowingPrivate: server.allowsPrivateAddresses
            )
            if address != url.host { configuration.dnsOverride = [url.host: address] }
        }
        if let file = getenv("SSL_CERT_FILE").map({ String(cString: $0) }), !file.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(file)
            configuration.tlsConfiguration = tls
        }
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// HTTP to a server in a container: no proxy stands in between, and it is told that it is called `localhost`, which
    /// those that refuse unknown names accept.
    init(container address: ContainerAddress, path: String) {
        url = RemoteURL(container: "localhost", port: address.port, target: path)
        headers = HeaderValues()
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: Self.connectTimeout)
        )
        configuration.dnsOverride = [url.host: address.ip]
        client = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    /// Sends one request and returns when the head of the response is there.
    func send(
        _ method: HTTPMethod,
        to url: String,
        headers more: HTTPHeaders,
        body: ByteBuffer? = nil,
        within limit: Duration
    ) async throws -> HTTPClientResponse {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers = headers.headers
        request.headers.add(contentsOf: more)
        if let body { request.body = .bytes(body) }
        return try await client.execute(request, timeout: TimeAmount(limit))
    }

    /// Ends all connections.
    func shutdown() {
        // What a shutdown could still report concerns nobody.
        client.shutdown { _ in }
    }
}
