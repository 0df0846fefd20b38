import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import SystemPackage

/// Says how the gateway is to whoever of this user asks: on a socket, each connection is told once and closed.
package struct ReportSocket: Service {
    /// Connections at once; more wait.
    private static let maximumConnections = 16
    /// How long somebody may take to read.
    private static let patience: TimeAmount = .seconds(2)

    private let gateway: Gateway
    private let place: GatewayPlace

    package init(gateway: Gateway, place: GatewayPlace) {
        self.gateway = gateway
        self.place = place
    }

    /// Answers until graceful shutdown or cancellation.
    ///
    /// Where it cannot listen, it only says so: a gateway serves without being asked about, too.
    package func run() async throws {
        let channel: any Channel
        do {
            channel = try await listen()
        } catch {
            Logger.current.warning("nobody can ask how the gateway is", metadata: ["error": "\(error)"])
            // A wait that is cut short means that the gateway ends.
            try? await gracefulShutdown()
            return
        }
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler {
                // However it came about, nobody can ask any more.
                try? await channel.closeFuture.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } onGracefulShutdown: {
            channel.close(promise: nil)
        }
        unlink(place.reportSocket.string)
    }

    private func listen() async throws -> any Channel {
        try await ServerBootstrap(group: gateway.eventLoop)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let limiter = AcceptLimiter(maximum: Self.maximumConnections)
                    try channel.pipeline.syncOperations.addHandler(limiter)
                }
            }
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [gateway] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReportWriter(gateway, patience: Self.patience))
                }
            }
            .bind(unixDomainSocketPath: place.reportSocket.string, cleanupExistingSocketFile: true)
            .get()
    }
}

/// Writes one report and closes.
private final class ReportWriter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let gateway: Gateway
    private let patience: TimeAmount

    init(_ gateway: Gateway, patience: TimeAmount) {
        (self.gateway, self.patience) = (gateway, patience)
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        let timer = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in timer.cancel() }
        channel.writeAndFlush(gateway.readiness.json).whenComplete { _ in channel.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
