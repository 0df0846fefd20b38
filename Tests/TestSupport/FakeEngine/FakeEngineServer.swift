import NIOCore
import NIOPosix

/// The listening socket of a fake engine.
struct FakeEngineServer {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    private let listener: NIOAsyncChannel<Connection, Never>

    static func bind(path: String) async throws -> Self {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
        let listener = try await bootstrap.bind(unixDomainSocketPath: path) { channel in
            channel.eventLoop.makeCompletedFuture {
                let connection = try Connection(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true)
                )
                // One that comes while a test ends is handed to nobody, and must not go before its channel.
                channel.closeFuture.whenComplete { _ in withExtendedLifetime(connection) {} }
                return connection
            }
        }
        return Self(listener: listener)
    }

    /// Serves connections until the task is cancelled.
    func serve(_ engine: FakeEngine) async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    group.addTask { await Self.serve(connection, engine) }
                }
            }
        }
    }

    private static func serve(_ connection: Connection, _ engine: FakeEngine) async {
        engine.opened(connection.channel)
        defer { engine.closed(connection.channel) }
        // A client that leaves in the middle is what many tests are about.
        try? await connection.executeThenClose { inbound, outbound in
            var connection = FakeConnection(
                engine: engine,
                channel: connection.channel,
                inbound: inbound.makeAsyncIterator(),
                outbound: outbound
            )
            try await connection.run()
        }
    }
}
