package import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Listens for webhooks of git servers.
package struct WebhookServer: Service {
    private static let mostConnections = 32
    /// A sender that takes longer is cut off.
    private static let patience: TimeAmount = .seconds(10)
    private static let backlog: Int32 = 64

    private let address: WebhookAddress
    private let gate: WebhookGate
    private let eventLoop: any EventLoop
    private let onListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - address: Where to listen.
    ///   - gate: Decides about requests.
    ///   - eventLoop: Does all the work.
    ///   - onListening: Told the port once requests are taken.
    package init(
        at address: WebhookAddress,
        _ gate: WebhookGate,
        eventLoop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        onListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        (self.address, self.gate, self.eventLoop, self.onListening) = (address, gate, eventLoop, onListening)
    }

    /// Listens until graceful shutdown or cancellation.
    ///
    /// - Throws: ``WebhookError`` if the address cannot be listened at.
    package func run() async throws {
        let channel = try await listen()
        onListening(channel.localAddress?.port ?? 0)
        // A wait that is cancelled ends as one for shutdown does.
        try? await gracefulShutdown()
        try? await channel.close()
    }

    private func listen() async throws(WebhookError) -> any Channel {
        let count = OpenConnections()
        do {
            return try await ServerBootstrap(group: eventLoop)
                .serverChannelOption(.backlog, value: Self.backlog)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelInitializer { [gate] channel in
                    channel.eventLoop.makeCompletedFuture {
                        guard count.open(channel, upTo: Self.mostConnections) else { return }
                        channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
                        let operations = channel.pipeline.syncOperations
                        try operations.addHandlers(
                            HTTPResponseEncoder(),
                            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)),
                            WebhookHandler(gate)
                        )
                    }
                }
                .bind(host: address.host, port: address.port).get()
        } catch {
            throw WebhookError(address: address, cause: "\(error)")
        }
    }
}

/// How many connections there are.
private final class OpenConnections: Sendable {
    private let count = Atomic(0)

    /// Counts a connection until it is closed, or closes it at once.
    func open(_ channel: any Channel, upTo limit: Int) -> Bool {
        let before = count.add(1, ordering: .relaxed).oldValue
        channel.closeFuture.whenComplete { _ in self.count.subtract(1, ordering: .relaxed) }
        guard before >= limit else { return true }
        channel.close(promise: nil)
        return false
    }
}

/// A webhook cannot be listened for.
package struct WebhookError: Error, Hashable, Sendable {
    package let address: WebhookAddress
    package let cause: String
}

extension WebhookError: CustomStringConvertible {
    package var description: String { "listening for webhooks at \(address.host):\(address.port): \(cause)" }
}
