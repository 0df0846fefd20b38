import HummingbirdCore
import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves the streamable HTTP transport at `/mcp`, and `/health`, `/ready` and `/metrics` beside it.
///
/// All of it runs on one event loop. Every request but these two must carry the bearer token.
package struct StreamableHTTPServer: Service {
    private let host: String
    private let port: Int
    private let limits: HTTPServerLimits
    private let eventLoop: any EventLoop
    private let endpoint: StreamableEndpoint
    private let onListening: @Sendable (ListeningAddress) async -> Void

    /// - Parameters:
    ///   - host: The name or address to listen on; whoever passes another than a loopback one lets other hosts in.
    ///   - port: 0 picks a free one.
    ///   - token: What clients must present.
    ///   - limits: Bounds of what clients may take.
    ///   - clock: What sessions' idle time and streams' keep-alives are measured by.
    ///   - eventLoop: Best the one on which `openSession`'s conversations do their own work.
    ///   - onListening: Called once requests are accepted, with the port that was picked.
    ///   - readiness: What `/ready` tells.
    ///   - metrics: What `/metrics` tells, in the text format of Prometheus; nil if there is no such place.
    ///   - servesEventStreams: Whether the transport of the revision 2024-11-05 is served beside it.
    ///   - openSession: Opens one client's conversation; the server closes it.
    package init(
        host: String = "127.0.0.1",
        port: Int,
        token: BearerToken,
        limits: HTTPServerLimits = HTTPServerLimits(),
        clock: any Clock<Duration> = ContinuousClock(),
        eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        onListening: @escaping @Sendable (ListeningAddress) async -> Void = { _ in },
        readiness: @escaping @Sendable () -> Readiness,
        metrics: (@Sendable () -> String)? = nil,
        servesEventStreams: Bool = false,
        openSession: @escaping @Sendable () -> any TransportSession
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.eventLoop = eventLoop
        self.onListening = onListening
        endpoint = StreamableEndpoint(
            gate: RequestGuard(token: token, host: host),
            limits: limits,
            time: Stopwatch(clock),
            readiness: readiness,
            metrics: metrics,
            servesEventStreams: servesEventStreams,
            openSession: openSession
        )
    }

    /// Serves until graceful shutdown: streams that clients listen on end at once, calls in flight have a short time.
    ///
    /// - Throws: ``ListenError`` if the port cannot be listened on.
    package func run() async throws {
        try await withTaskExecutorPreference(EventLoopTaskExecutor(eventLoop)) {
            try await serve()
        }
    }

    private func serve() async throws {
        defer { endpoint.closeAllSessions() }
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await endpoint.forwardUnsolicited() }
            group.addTask { await endpoint.sweep() }
            group.addTask { await endSessionsOnShutdown() }
            do {
                try await makeServer().run()
            } catch let error as CancellationError {
                throw error
            } catch {
                throw ListenError(error, host: host, port: port)
            }
            group.cancelAll()
        }
    }

    private func endSessionsOnShutdown() async {
        // A cancelled wait means that the server has ended already.
        guard (try? await gracefulShutdown()) != nil else { return }
        endpoint.endListening()
        guard (try? await endpoint.time.clock.sleep(for: limits.drain)) != nil else { return }
        endpoint.closeAllSessions()
    }

    private func makeServer() -> any Service {
        // Below warnings it tells of every connection, and of listening, which `onListening` does.
        var logger = Logger.current
        logger.logLevel = max(logger.logLevel, .warning)
        let channel = HTTP1Channel(
            responder: { [endpoint] request, writer, _ in try await endpoint.respond(to: request, writer) },
            configuration: HTTP1Channel.Configuration(idleTimeout: TimeAmount(limits.connectionIdle))
        )
        return KeptChannel(inner: channel).server(
            configuration: ServerConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)
            ),
            onServerRunning: { [host, onListening] channel in
                await onListening(ListeningAddress(host: host, port: channel.localAddress?.port ?? 0))
            },
            eventLoopGroup: eventLoop,
            logger: logger
        )
    }
}

/// Where a server is reached.
package struct ListeningAddress: Hashable, Sendable {
    package let host: String
    package let port: Int

    /// The endpoint's URL, for clients' settings.
    package var url: String { "\(origin)/mcp" }

    /// The same for clients of the oldest revision.
    package var eventStreamURL: String { origin + StreamableEndpoint.eventStreamPath }

    private var origin: String {
        let authority = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return "http://\(authority):\(port)"
    }
}
