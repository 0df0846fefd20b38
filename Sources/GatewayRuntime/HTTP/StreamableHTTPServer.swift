package import NIOCore
import NIOPosix
import ServiceLifecycle

/// Serves the streamable HTTP transport at `/mcp`, and `/health`, `/ready` and `/metrics` beside it.
///
/// All of it runs on one event loop. Every request but these two must carry the bearer token.
package struct StreamableHTTPServer: Service {
    private static let backlog: Int32 = 256
    /// What may wait in a connection for a slow reader; more waits in its outbox, where the oldest go.
    private static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 << 10, high: 256 << 10)

    private let host: String
    private let port: Int
    private let limits: HTTPServerLimits
    private let eventLoop: any EventLoop
    private let endpoint: StreamableEndpoint
    private let connections: OpenConnections
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
        connections = OpenConnections(on: eventLoop)
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
        let channel = try await listen()
        await withDiscardingTaskGroup { group in
            group.addTask { await endpoint.forwardUnsolicited() }
            group.addTask { await endpoint.sweep() }
            group.addTask { await keepAlive() }
            await onListening(ListeningAddress(host: host, port: channel.localAddress?.port ?? 0))
            let sweeping = eventLoop.scheduleRepeatedTask(initialDelay: idleSweep, delay: idleSweep) { _ in
                connections.closeIdle(for: TimeAmount(limits.connectionIdle))
            }
            await untilShutdown()
            await end(channel)
            sweeping.cancel()
            group.cancelAll()
        }
    }

    private var idleSweep: TimeAmount { TimeAmount(limits.connectionIdle / 4) }

    private func listen() async throws -> any Channel {
        do {
            return try await bootstrap.bind(host: host, port: port).get()
        } catch {
            throw ListenError(error, host: host, port: port)
        }
    }

    private var bootstrap: ServerBootstrap {
        ServerBootstrap(group: eventLoop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { [limits] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptLimiter(maximum: limits.connections))
                }
            }
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.writeBufferWaterMark, value: Self.waterMark)
            .childChannelInitializer { [endpoint, connections] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPConnection(endpoint, connections)
                }
            }
    }

    private func keepAlive() async {
        while (try? await endpoint.time.clock.sleep(for: limits.keepAlive)) != nil { connections.keepAlive() }
    }

    private func untilShutdown() async {
        // A wait that is cancelled ends as one for shutdown does.
        try? await gracefulShutdown()
    }

    /// Ends listening streams at once and gives calls in flight their time, unless the task is cancelled.
    private func end(_ channel: any Channel) async {
        channel.close(promise: nil)
        let emptied = connections.end()
        endpoint.endListening()
        await withDiscardingTaskGroup { group in
            group.addTask { [clock = endpoint.time.clock, drain = limits.drain] in
                // The wait is cancelled once there is nothing left to wait for.
                try? await clock.sleep(for: drain)
                endpoint.closeAllSessions()
                connections.closeAll()
            }
            // It cannot fail: every connection ends, at the latest when all are closed.
            try? await emptied.get()
            group.cancelAll()
        }
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
