import AsyncHTTPClient
package import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A client of the Docker Engine API (Docker, Podman), versions 1.40 to 1.44.
///
/// It is created by ``withEngineClient(_:limits:eventLoopGroup:_:)``, or by `init` with one call of ``shutdown()``.
/// Nothing is sent before the first call, so an engine that is down is reported by the first call, and an engine that
/// comes back serves the next one. Calls that only read are sent once more when the connection was lost before the
/// first byte of the answer; calls that change something never are.
package final class EngineClient: Sendable {
    package let endpoint: EngineEndpoint

    let limits: EngineLimits
    let http: HTTPClient
    let eventLoopGroup: any EventLoopGroup
    /// For attached streams; nil for a plain connection.
    let tlsContext: NIOSSLContext?
    let negotiatedVersion = Mutex<APIVersion?>(nil)

    /// Prepares a client; ``shutdown()`` must be called exactly once.
    ///
    /// - Throws: ``EngineError`` with code `invalidEndpoint` if the endpoint's certificates cannot be used.
    package init(
        _ endpoint: EngineEndpoint,
        limits: EngineLimits = EngineLimits(),
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws(EngineError) {
        self.endpoint = endpoint
        self.limits = limits
        self.eventLoopGroup = eventLoopGroup
        let tls = try endpoint.tlsIdentity?.makeConfiguration()
        tlsContext = try tls.map { tls throws(EngineError) in try TLSIdentity.makeContext(tls) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = TimeAmount(limits.connect)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = EngineLimits.connections
        http = HTTPClient(eventLoopGroup: eventLoopGroup, configuration: configuration)
    }

    /// Closes the connections of ordinary calls; attached streams belong to their channels.
    package func shutdown() async {
        // The one error it throws says that it was shut down already, and then there is nothing left to do.
        try? await http.shutdown()
    }
}

/// Lends a client to `body` and shuts it down afterwards, whether `body` throws or not.
package func withEngineClient<Return>(
    _ endpoint: EngineEndpoint,
    limits: EngineLimits = EngineLimits(),
    eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
    _ body: (EngineClient) async throws -> Return
) async throws -> Return {
    let client = try EngineClient(endpoint, limits: limits, eventLoopGroup: eventLoopGroup)
    do {
        let result = try await body(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}
